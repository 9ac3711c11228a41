"""Billing beside the settling of a sale: charges, reminders, what is given up."""

from __future__ import annotations

from ledger.house import (
    accounts,
    consigning,
    payments,
    reminding,
    write_offs,
)
from web.derived import asks_for

_SALE = "/sales/{sale}"
_PADDLE = f"{_SALE}/paddles/{{paddle}}"
_CONSIGNOR = f"{_SALE}/consignors/{{consignor}}"
_INVOICE = "/invoices/{invoice}"

OPERATIONS = (
    asks_for(f"{_PADDLE}/charges", accounts.charge),
    asks_for(f"{_PADDLE}/charges/{{charge}}/withdrawal", accounts.withdraw_charge),
    asks_for(f"{_CONSIGNOR}/expenses", consigning.expense),
    asks_for(f"{_CONSIGNOR}/invoices", consigning.file_invoice),
    asks_for(f"{_CONSIGNOR}/statements", consigning.state),
    asks_for(f"{_SALE}/statements", consigning.state_all),
    asks_for(f"{_SALE}/late-charges", payments.charge_late),
    asks_for(f"{_INVOICE}/waivers", payments.waive),
    asks_for(f"{_SALE}/reminders", reminding.remind),
    asks_for(f"{_INVOICE}/write-offs", write_offs.write_off),
    asks_for(f"{_INVOICE}/write-offs/{{write_off}}/reversal", write_offs.reverse),
)
