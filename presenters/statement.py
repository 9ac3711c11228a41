"""A consignor's statements, and the account as each left it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from ledger.events.documents import Deduction, net_of
from ledger.identity import ClientId, LotId, SaleId, StatementId, number_of
from ledger.money import Currency, Minor, write_rate
from ledger.settlement.consignment import OF_THE_ACCOUNT, Consignment, account_stated
from presenters.account_sentences import consignment_sentence
from presenters.changes import ChangeShape, change_shape
from presenters.charges import (
    TaxDueShape,
    TreatmentShape,
    tax_due_shapes,
    treatment_shape,
)
from presenters.shape import Amount, Decimals, Rate, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.entry import Entry
    from ledger.events import (
        ConsignmentEvent,
        Event,
        StatementIssued,
        StatementLine,
    )

STATEMENT_COLUMNS = (
    ("line", "right"),
    ("lot", "right"),
    ("for", "left"),
    ("amount", "right"),
    ("tax", "right"),
    ("net", "right"),
    ("due on", "left"),
    ("from", "right"),
    ("corrects", "left"),
)


class StatementLineShape(Shape):
    """A line of a statement."""

    number: int
    """Its place on the statement, from 1."""
    deduction: Deduction
    """The subject of the line."""
    lot: LotId | None
    """The lot that it is for."""
    description: str
    """The words for the consignor."""
    rule: str
    """The rule that the line follows."""
    rate: Rate | None
    """The rate of the rule; null where it has none."""
    base: Amount | None
    """The amount that the rate is taken of."""
    amount: Amount
    """The amount added, or taken off below zero, before tax."""
    taxes: tuple[TaxDueShape, ...]
    """The taxes on the line that are shown; the tax inside a charge on the margin is
    not."""
    treatment: TreatmentShape | None
    """How the charge stands to VAT; null where it is none, or issued before."""
    input_taxes: tuple[TaxDueShape, ...]
    """The taxes that a registered consignor charges on the hammer price."""
    awaits_invoice: bool
    """They are paid once the consignor's own invoice is on file."""
    own_invoice: str | None
    """The consignor's invoice that charges them; null: the statement is the invoice."""
    net: Amount
    """The amount added to the consignor's account, taxes taken off."""
    due_on: date | None
    """The day it is due; null where it depends on no lot."""
    position: int
    """The event that the line follows from."""
    corrects: StatementId | None
    """The earlier statement whose line it takes back; null where none is."""


class StatedAccountShape(Shape):
    """A consignor's account in a sale, as one statement left it."""

    stated_before: Amount
    """The sum of the statements before it."""
    paid_out: Amount
    """The amount that was paid out by then."""
    withheld: Amount
    """The part that waited for buyers to pay."""
    balance: Amount
    """The amount that the consignor was owed then; below zero, that they owed."""


class StatementShape(Shape):
    """A statement as it was issued."""

    statement: StatementId
    """The number of the statement."""
    sale: SaleId
    """The sale that it is about."""
    consignor: ClientId
    """The client whose lots it is about."""
    number: int
    """Its place among the statements of the consignor in the sale, from 1."""
    currency: str
    """The currency of every amount, by ISO 4217."""
    issued_on: date
    """The day of issue."""
    consignor_vat_id: str | None
    """The VAT or tax number of a consignor who charges the house tax."""
    self_billed: bool
    """The statement is also the consignor's invoice to the house."""
    lines: tuple[StatementLineShape, ...]
    """Its lines, as they were issued."""
    net: Amount
    """The sum of the statement for the consignor."""
    awaited_lots: tuple[LotId, ...]
    """The lots whose buyers had not paid."""
    account: StatedAccountShape
    """The account in the sale, as the statement left it."""
    changes: tuple[ChangeShape, ...]
    """All that was agreed, stated and paid on the account until now, and by whom."""


def statement_shape(
    issued: StatementIssued, account: Consignment, history: Sequence[Entry[Event]]
) -> StatementShape:
    """Return a statement as its shape, with the account as it left it."""
    money, stated = Decimals(issued.currency), account_stated(account, issued)
    return StatementShape(
        statement=issued.statement,
        sale=issued.sale,
        consignor=issued.consignor,
        number=issued.number,
        currency=issued.currency.code,
        issued_on=issued.issued_on,
        consignor_vat_id=issued.consignor_vat_id,
        self_billed=any(line.is_self_billed for line in issued.lines),
        lines=tuple(_line_shape(line, money) for line in issued.lines),
        net=money(net_of(issued.lines)),
        awaited_lots=tuple(issued.awaited),
        account=StatedAccountShape(
            stated_before=money(stated.before),
            paid_out=money(stated.paid),
            withheld=money(stated.withheld),
            balance=money(stated.balance),
        ),
        changes=tuple(
            change_shape(entry, words)
            for entry, words in account_changes(history, issued.currency)
        ),
    )


def account_changes(
    history: Sequence[Entry[Event]], currency: Currency
) -> list[tuple[Entry[Event], str]]:
    """Say of each entry of a consignor's account what it changed."""
    return [
        (entry, consignment_sentence(cast("ConsignmentEvent", entry.event), currency))
        for entry in history
    ]


def _line_shape(line: StatementLine, money: Decimals) -> StatementLineShape:
    return StatementLineShape(
        number=line.number,
        deduction=line.kind,
        lot=line.lot,
        description=line.said,
        rule=line.rule,
        rate=None if line.rate is None else Rate(write_rate(line.rate)),
        base=money(line.base),
        amount=money(line.amount),
        taxes=tax_due_shapes((tax for tax in line.taxes if not tax.included), money),
        treatment=treatment_shape(line.treatment),
        input_taxes=tax_due_shapes(line.input_taxes, money),
        awaits_invoice=line.awaits_invoice,
        own_invoice=line.own_invoice,
        net=money(line.net),
        due_on=line.due_on,
        position=line.source,
        corrects=line.corrects,
    )


def statement_facts(issued: StatementIssued) -> list[tuple[str, object]]:
    """Write the head of a statement as names and values."""
    awaited = ", ".join(number_of(lot) for lot in issued.awaited)
    return [
        ("statement", issued.statement),
        ("sale", issued.sale),
        ("consignor", f"{issued.consignor}, their statement {issued.number}"),
        ("issued", issued.issued_on),
        ("not paid yet", f"lots {awaited}" if awaited else "no lot was awaited"),
    ]


def statement_line_row(line: StatementLine, currency: Currency) -> tuple[object, ...]:
    """Write a line of a statement as a row."""
    money = currency.write
    of_the_account = line.kind in OF_THE_ACCOUNT
    return (
        line.number,
        None if line.lot is None else number_of(line.lot),
        f"{line.said}: {line.rule}" if of_the_account else line.rule,
        money(line.amount),
        _tax_cell(line, currency),
        money(line.net),
        line.due_on,
        f"#{line.source}",
        line.corrects,
    )


def _tax_cell(line: StatementLine, currency: Currency) -> str | None:
    """Write the taxes that are taken off with a line, below zero those paid on it."""
    taken = line.tax - line.input_tax
    return currency.write(taken) if taken else None


def statement_sentence(issued: StatementIssued, account: Consignment) -> str:
    """Say what a statement comes to, and for whom; a further one, in all."""
    net, money = net_of(issued.lines), issued.currency.write
    if issued.number == 1:
        return f"In all {_owed_clause(issued, net)}."
    stated = account_stated(account, issued)
    parts = [
        f"{money(stated.before)} stated before",
        f"{money(stated.paid)} paid out" if stated.paid else "",
        f"{money(stated.withheld)} withheld until buyers pay"
        if stated.withheld
        else "",
    ]
    why = ", ".join(part for part in parts if part)
    change = f"It changes what {issued.consignor} is owed by {money(net)}."
    return (
        f"{change} With it {_owed_clause(issued, stated.balance)} in the sale: {why}."
    )


def _owed_clause(issued: StatementIssued, net: Minor) -> str:
    money = issued.currency.write
    if net < 0:
        return f"{issued.consignor} owes the house {money(-net)}"
    return f"the house owes {issued.consignor} {money(net)}"
