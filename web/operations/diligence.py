"""Diligence and taxes: who clients are, what they signed, how lots are taxed."""

from __future__ import annotations

from ledger.house import clients, intake, lots, sales
from web.derived import asks_for

_CLIENT = "/clients/{client}"
_LOT = "/sales/{sale}/lots/{number}"

OPERATIONS = (
    asks_for(f"{_CLIENT}/limits", clients.set_limit, method="PUT"),
    asks_for("/sales/{sale}/paddles/{paddle}/limit", sales.limit_paddle, method="PUT"),
    asks_for(f"{_CLIENT}/checks", intake.check),
    asks_for(f"{_CLIENT}/dealing", intake.decide_dealing, method="PUT"),
    asks_for(f"{_CLIENT}/contracts", intake.file_contract),
    asks_for("/holds/{hold}", intake.place_hold, method="PUT"),
    asks_for("/holds/{hold}/lifting", intake.lift_hold),
    asks_for("/sales/{sale}/retention", intake.set_retention, method="PUT"),
    asks_for(f"{_CLIENT}/certificates", clients.file_certificate),
    asks_for(f"{_CLIENT}/certificates/revocation", clients.revoke_certificate),
    asks_for(f"{_CLIENT}/jurisdiction", clients.set_jurisdiction, method="PUT"),
    asks_for(f"{_CLIENT}/tax-status", clients.set_tax_status, method="PUT"),
    asks_for(f"{_CLIENT}/self-billing", clients.agree_self_billing, method="PUT"),
    asks_for(f"{_LOT}/tax", lots.treat, method="PUT"),
    asks_for(f"{_LOT}/purchase", lots.purchase, method="PUT"),
    asks_for(f"{_LOT}/export-proof", lots.file_export_proof),
    asks_for(f"{_LOT}/export-lapse", lots.lapse_export),
)
