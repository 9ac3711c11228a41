"""What a credit note leaves behind: money, and charges that went with the lots.

A lot that was credited is billed again. The money stays on the invoice that it was paid
on until it is moved, and a charge beside the lots is billed once: both are found here,
so that nobody has to remember them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from ledger.events import (
    BuyerCharged,
    Event,
    FundsKind,
    InvoiceCredited,
    InvoiceIssued,
)
from ledger.events.documents import BESIDE_LOTS, Charge
from ledger.house.aggregates import Aggregates
from ledger.identity import (
    ClientId,
    CreditNoteId,
    InvoiceId,
    LotId,
    Paddle,
    PaymentId,
    SaleId,
)
from ledger.money import Minor, Money
from ledger.settlement import lateness
from ledger.settlement.account import Account
from ledger.settlement.invoice import Invoice, Payment, evolve
from ledger.value import value


@value
class MoneyLeftBehind:
    """Money on an invoice of a client that is owed on another of theirs."""

    payment: PaymentId
    of: InvoiceId
    """The invoice that it is too much on."""
    to: InvoiceId
    """The invoice that has as much open, or more."""
    client: ClientId
    amount: Money


def money_left_behind(invoices: Iterable[Invoice]) -> list[MoneyLeftBehind]:
    """Find what clients paid too much while another invoice of theirs is open.

    The oldest money goes first, and the oldest invoice gets it.
    """
    by_client: defaultdict[object, list[Invoice]] = defaultdict(list)
    for invoice in invoices:
        issued = invoice.issued
        by_client[issued.client, issued.currency.code].append(invoice)
    return [part for theirs in by_client.values() for part in _parts_to_move(theirs)]


def invoices_after(
    invoices: Iterable[Invoice], events: Iterable[Event]
) -> list[Invoice]:
    """Return invoices as they would stand after what is rehearsed: issued, credited."""
    states = {each.id: each for each in invoices}
    for event in events:
        if isinstance(event, InvoiceIssued | InvoiceCredited):
            states[event.invoice] = evolve(states.get(event.invoice), event)
    return list(states.values())


def _parts_to_move(invoices: Sequence[Invoice]) -> list[MoneyLeftBehind]:
    wanted = {each.id: each.balance for each in invoices if each.balance > 0}
    parts = []
    for over in (each for each in invoices if each.balance < 0):
        left = -over.balance
        for payment in sorted(over.payments, key=_good_first):
            of_payment = payment.left
            for target, still_open in wanted.items():
                amount = min(left, of_payment, still_open)
                if amount > 0:
                    of_payment, left = of_payment - amount, left - amount
                    wanted[target] -= amount
                    parts.append(
                        MoneyLeftBehind(
                            payment.id,
                            over.id,
                            target,
                            over.issued.client,
                            over.money(amount),
                        )
                    )
    return parts


def _good_first(payment: Payment) -> bool:
    return payment.cleared_on is None


@value
class ChargeLeftOut:
    """A charge that was credited with a whole invoice, and is on none since."""

    sale: SaleId
    paddle: Paddle
    kind: Charge
    lot: LotId | None
    description: str
    amount: Money
    charged_on: date
    credit_note: CreditNoteId


def charges_left_out(aggregates: Aggregates, sale: SaleId) -> list[ChargeLeftOut]:
    """Find the charges that went with lots which are billed again without them.

    One that was charged again since is left out no more.
    """
    return [
        left_out
        for invoice in aggregates.invoices(sale)
        for note in _whole_notes(aggregates, invoice)
        for left_out in _charges_of(aggregates, invoice, note)
    ]


def _whole_notes(aggregates: Aggregates, invoice: Invoice) -> list[InvoiceCredited]:
    """Return the note that took all that was left, where its lots stand elsewhere."""
    if invoice.lines_left or not invoice.notes:
        return []
    last = invoice.notes[-1]
    lines = [line for line in invoice.issued.lines if line.number in last.lines]
    lots = {line.lot for line in lines if line.charge is Charge.HAMMER and line.lot}
    billed = [lot for lot in lots if aggregates.lot(lot).books.invoiced is not None]
    return [last] if billed else []


def _charges_of(
    aggregates: Aggregates, invoice: Invoice, note: InvoiceCredited
) -> Iterator[ChargeLeftOut]:
    issued = invoice.issued
    account = aggregates.account(issued.sale, issued.paddle)
    since = [each for each in account.charges if each.at >= note.at]
    for charge in _charges_taken(account, invoice, note):
        again = next((each for each in since if _is_again(each, charge)), None)
        if again is not None:
            since.remove(again)
            continue
        yield ChargeLeftOut(
            issued.sale,
            issued.paddle,
            charge.kind,
            charge.lot,
            charge.said,
            invoice.money(charge.amount),
            charge.charged_on,
            note.credit_note,
        )


def _charges_taken(
    account: Account, invoice: Invoice, note: InvoiceCredited
) -> list[BuyerCharged]:
    """Return the charges that a note took back: their lines stand in their order."""
    lines = [line for line in invoice.issued.lines if line.charge in BESIDE_LOTS]
    charges = account.invoiced_on(invoice.id)
    return [
        charge
        for line, charge in zip(lines, charges, strict=True)
        if line.number in note.lines
    ]


def _is_again(later: BuyerCharged, charge: BuyerCharged) -> bool:
    """Say whether a charge is another one made again."""
    made_again = (later.kind, later.lot, later.amount)
    same = made_again == (charge.kind, charge.lot, charge.amount)
    return same and later.charge > charge.charge


def overdue_of_clients(
    aggregates: Aggregates, clients: Iterable[ClientId], *, on: date
) -> dict[InvoiceId, Minor]:
    """Return what is overdue on each invoice of clients, less what they are in credit.

    Late charges are apart.
    """
    return _after_credit(aggregates, clients, lambda each: lateness.overdue(each, on))


def owed_by_clients(
    aggregates: Aggregates, clients: Iterable[ClientId], *, on: date
) -> dict[InvoiceId, Minor]:
    """Return what is to come in on each invoice that is overdue, less their credit."""

    def owed(invoice: Invoice) -> Minor:
        return max(0, invoice.balance) if on >= invoice.issued.due_on else 0

    return _after_credit(aggregates, clients, owed)


def _after_credit(
    aggregates: Aggregates,
    clients: Iterable[ClientId],
    amount_late: Callable[[Invoice], Minor],
) -> dict[InvoiceId, Minor]:
    """Take off what clients owe what the house has of theirs, in the same currency.

    That is what they paid too much on other invoices, and what is kept on their
    account: it is taken off what is late in the same sale, and then of what was due
    first. A deposit is a security until it is applied, and is not counted.
    """
    left: dict[InvoiceId, Minor] = {}
    for client in set(clients):
        theirs = aggregates.invoices_of(client)
        items = aggregates.funds(client).items
        for currency in {each.issued.currency for each in theirs}:
            alike = [each for each in theirs if each.issued.currency == currency]
            on_account = sum(
                item.left
                for item in items
                if item.received.kind is FundsKind.ON_ACCOUNT
                and item.received.currency == currency
            )
            late = {each.id: amount_late(each) for each in alike}
            left |= _less_credit(alike, late, on_account)
    return left


def _less_credit(
    invoices: Sequence[Invoice], late: dict[InvoiceId, Minor], on_account: Minor
) -> dict[InvoiceId, Minor]:
    due_first = sorted(
        (each for each in invoices if late[each.id]),
        key=lambda each: (each.issued.due_on, each.id),
    )
    credit: Counter[SaleId | None] = Counter({None: on_account})
    for each in invoices:
        credit[each.issued.sale] += max(0, -each.balance)
    for only_in_sale in (True, False):
        for invoice in due_first:
            for sale in (invoice.issued.sale,) if only_in_sale else tuple(credit):
                taken = min(credit[sale], late[invoice.id])
                credit[sale] -= taken
                late[invoice.id] -= taken
    return late
