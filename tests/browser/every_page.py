"""An address of each page in the house of the browser tests, and who looks at it."""

from __future__ import annotations

from ledger.identity import Role
from tests.browser.served_house import DEMO, OPENED, TODAY

LOT = f"/sales/{DEMO}/lots/50061"
ADDRESSES = {
    None: {
        "sales_page": "/",
        "sale_page": f"/sales/{TODAY}",
        "lot_page": f"/sales/{TODAY}/lots/2",
        "terms_page": f"/sales/{TODAY}/terms",
        "envelopes_page": f"/sales/{OPENED}/lots/1/envelopes",
        "board_page": f"/sales/{TODAY}/board?rates=EUR:0.92,GBP:0.79",
        "search_page": "/search?words=atlas",
        "sign_in_page": "/sign-in",
        "invitation_page": "/invitation",
    },
    Role.BIDDER: {
        "bid_page": f"/sales/{TODAY}/lots/2/bid?paddle=42&maximum=40000",
        "live_page": f"/sales/{TODAY}/live",
        "own_page": f"/sales/{TODAY}/own",
        "passkeys_page": "/passkeys",
    },
    Role.CLERK: {
        "announce_page": "/announce",
        "prepare_page": f"/sales/{TODAY}/prepare",
    },
    Role.AUCTIONEER: {
        "room_page": f"/sales/{TODAY}/room",
        "rostrum_page": f"/sales/{TODAY}/rostrum",
    },
    Role.AUDITOR: {
        "history_page": f"/history?name={DEMO}/50061",
        "entry_page": "/log/143",
        "lot_history_page": f"{LOT}/history",
        "audit_page": "/audit",
        "meetings_page": "/audit/meetings",
        "indicators_page": "/audit/indicators",
        "packs_page": f"/audit/packs?subject={DEMO}/50061",
        "checkpoints_page": "/audit/checkpoints",
        "verification_page": "/audit/verification",
        "seals_page": f"/sales/{TODAY}/seals",
        "opened_page": f"/sales/{OPENED}/envelopes",
        "client_page": "/clients/C-203",
        "people_page": "/people",
        "fairness_page": f"/sales/{OPENED}/fairness",
        "sale_what_if_page": f"/sales/{OPENED}/what-if",
        "what_if_page": f"{LOT}/what-if?without_bidders=1003",
    },
    Role.COMPLIANCE: {
        "disputes_page": f"/sales/{OPENED}/disputes",
        "dispute_page": f"/sales/{OPENED}/disputes/1",
        "approvals_page": "/approvals",
    },
    Role.DEVELOPER: {
        "steps_page": f"{LOT}/steps?step=12",
        "replayed_page": f"/sales/{DEMO}/replay",
        "versions_page": f"/sales/{DEMO}/terms/versions",
        "raw_page": "/log?after=40",
    },
    Role.ADMINISTRATOR: {
        "users_page": "/users",
        "health_page": "/health",
    },
    Role.ACCOUNTANT: {
        "books_page": "/books",
        "month_page": "/books/month?month=2025-12",
        "bank_page": "/bank",
        "settlement_page": f"/sales/{DEMO}/settlement",
        "payouts_page": f"/sales/{DEMO}/payouts",
        "payments_page": f"/sales/{DEMO}/payments",
        "invoice_page": "/invoices/HA-2025-00001",
        "statement_page": "/statements/HA-2025-S00001",
        "reports_page": "/reports",
        "report_page": "/reports/trial-balance",
    },
}
"""By the role of who looks, None for the public; by the name of the page."""
