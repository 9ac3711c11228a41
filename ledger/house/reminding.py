"""Commands about reminders: who is reminded of what is overdue, by which step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ledger.entry import invoice_stream
from ledger.house.command import Decide, command
from ledger.house.payments import day_of
from ledger.house.rebilling import owed_by_clients
from ledger.house.transaction import HouseTransaction
from ledger.identity import InvoiceId, SaleId
from ledger.settlement import reminders
from ledger.terms.paper import ReminderStep


@command("remind of overdue invoices")
def remind(
    sale: SaleId,
    *,
    steps: Sequence[ReminderStep],
    at: datetime,
    on: date | None = None,
    invoice: InvoiceId | None = None,
) -> Decide:
    """Remind of every invoice of a sale for which a step is due, or of one."""

    def decide(transaction: HouseTransaction) -> None:
        day = on or day_of(transaction.sale(sale), at)
        due = list(transaction.invoices(sale))
        if invoice is not None:
            due = [transaction.invoice(invoice)]
        clients = [each.issued.client for each in due if each.balance > 0]
        owed = owed_by_clients(transaction, clients, on=day)
        for overdue in due:
            left = owed.get(overdue.id, 0)
            sent = reminders.remind(overdue, steps, owed=left, on=day, at=at)
            if sent:
                transaction.record(invoice_stream(overdue.id), sent)

    return decide
