"""Money beside the payments of an invoice: funds, payouts, set-offs."""

from __future__ import annotations

from ledger.house import (
    consigning,
    doubts,
    funds,
    payments,
    periods,
    set_offs,
)
from web.derived import asks_for

_CONSIGNOR = "/sales/{sale}/consignors/{consignor}"
_INVOICE = "/invoices/{invoice}"
_PAYMENT = f"{_INVOICE}/payments/{{payment}}"
_FUNDS = "/funds/{holder}/{fund}"

OPERATIONS = (
    asks_for(f"{_PAYMENT}/move", payments.move),
    asks_for(f"{_PAYMENT}/upholding", doubts.uphold),
    asks_for(f"{_PAYMENT}/return-to-funds", funds.put_back),
    asks_for(f"{_INVOICE}/refunds", payments.refund),
    asks_for(f"{_INVOICE}/overpayment", funds.keep),
    asks_for("/funds", funds.receive),
    asks_for(f"{_FUNDS}/payments", funds.apply),
    asks_for(f"{_FUNDS}/assignment", funds.assign),
    asks_for(f"{_FUNDS}/refunds", funds.refund),
    asks_for(f"{_FUNDS}/refunds/{{refund}}/reversal", funds.reverse_refund),
    asks_for(f"{_FUNDS}/reversal", funds.reverse),
    asks_for(f"{_CONSIGNOR}/payouts", consigning.payout),
    asks_for(f"{_CONSIGNOR}/payouts/{{payout}}/reversal", consigning.reverse_payout),
    asks_for(f"{_CONSIGNOR}/advances", consigning.advance),
    asks_for(f"{_CONSIGNOR}/repayments", consigning.repay),
    asks_for(
        f"{_CONSIGNOR}/repayments/{{repayment}}/reversal",
        consigning.reverse_repayment,
    ),
    asks_for(f"{_CONSIGNOR}/set-offs/invoice", set_offs.against_invoice),
    asks_for(f"{_CONSIGNOR}/set-offs/sale", set_offs.against_sale),
    asks_for(f"{_CONSIGNOR}/set-offs/{{payout}}/reversal", set_offs.reverse),
    asks_for("/books/lock", periods.lock),
    asks_for("/books/reopening", periods.reopen),
)
