"""A consignor's statements, and their account in a sale."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ledger.events.documents import Deduction, net_of
from ledger.identity import ClientId, LotId, SaleId, StatementId, number_of
from ledger.money import Currency, write_rate
from ledger.settlement.consignment import OF_THE_ACCOUNT
from presenters.charges import (
    TaxDueShape,
    TreatmentShape,
    tax_due_shapes,
    treatment_shape,
)
from presenters.shape import Amount, Decimals, Rate, Shape

if TYPE_CHECKING:
    from ledger.events import StatementIssued, StatementLine
    from ledger.house.consignors import ConsignorAccount

CONSIGNOR_COLUMNS = (
    ("consignor", "left"),
    ("lots", "right"),
    ("statements", "right"),
    ("hammer", "right"),
    ("deducted", "right"),
    ("net", "right"),
    ("awaited", "right"),
    ("paid", "right"),
    ("payable", "right"),
    ("owed back", "right"),
    ("due on", "left"),
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
    net: Amount
    """The amount added to the consignor's account, taxes taken off."""
    due_on: date | None
    """The day it is due; null where it depends on no lot."""
    position: int
    """The event that the line follows from."""
    corrects: StatementId | None
    """The earlier statement whose line it takes back; null where none is."""


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
    lines: tuple[StatementLineShape, ...]
    """Its lines, as they were issued."""
    net: Amount
    """The sum of the statement for the consignor."""
    awaited_lots: tuple[LotId, ...]
    """The lots whose buyers had not paid."""


class DueShape(Shape):
    """The amount due to a consignor on one day, without expenses and advances."""

    due_on: date
    """The day it is due."""
    amount: Amount
    """The amount due."""


class PayoutShape(Shape):
    """A payout to a consignor."""

    payout: int
    """The number of the payout, counted from 1 for the consignor in the sale."""
    method: str
    """How it was paid."""
    amount: Amount
    """The amount paid."""
    paid_on: date
    """The day it was paid."""
    reference: str | None
    """The reference of the bank."""
    reversed_on: date | None
    """The day it came back; null where it did not."""


class ConsignorShape(Shape):
    """A consignor's account in a sale: what is stated, paid, and payable now."""

    consignor: ClientId
    """The client whose lots they are."""
    lots: int
    """How many lots of the sale are theirs."""
    statements: tuple[StatementId, ...]
    """The statements issued to them, in order."""
    hammer: Amount
    """The sum of the hammer prices of their lots."""
    deducted: Amount
    """The deductions from the hammer prices, with taxes."""
    net: Amount
    """The rest for the consignor."""
    awaited: Amount
    """The part that buyers have not paid with cleared funds; withheld until then."""
    awaited_lots: tuple[LotId, ...]
    """The lots whose buyers have not paid."""
    paid_out: Amount
    """The amount paid out that did not come back."""
    payable: Amount
    """The amount that can be paid out now."""
    owed: Amount
    """The amount that the consignor owes the house."""
    dues: tuple[DueShape, ...]
    """The amounts due, each with its day."""
    payouts: tuple[PayoutShape, ...]
    """The payouts in order, also those that came back."""


def statement_shape(issued: StatementIssued) -> StatementShape:
    """Return a statement as its shape."""
    money = Decimals(issued.currency)
    return StatementShape(
        statement=issued.statement,
        sale=issued.sale,
        consignor=issued.consignor,
        number=issued.number,
        currency=issued.currency.code,
        issued_on=issued.issued_on,
        lines=tuple(_line_shape(line, money) for line in issued.lines),
        net=money(net_of(issued.lines)),
        awaited_lots=tuple(issued.awaited),
    )


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
        net=money(line.net),
        due_on=line.due_on,
        position=line.source,
        corrects=line.corrects,
    )


def consignor_shape(consignor: ConsignorAccount, currency: Currency) -> ConsignorShape:
    """Return a consignor's account in a sale as its shape."""
    money, account, balance = Decimals(currency), consignor.account, consignor.balance
    return ConsignorShape(
        consignor=account.consignor,
        lots=len(consignor.lots),
        statements=tuple(issued.statement for issued in account.statements),
        hammer=money(balance.hammer),
        deducted=money(balance.deducted),
        net=money(balance.net),
        awaited=money(balance.awaited),
        awaited_lots=tuple(consignor.awaited),
        paid_out=money(balance.paid),
        payable=money(balance.payable),
        owed=money(balance.owed),
        dues=tuple(
            DueShape(due_on=day, amount=money(net)) for day, net in consignor.dues
        ),
        payouts=tuple(
            PayoutShape(
                payout=made.payout,
                method=made.method,
                amount=money(made.amount),
                paid_on=made.paid_on,
                reference=made.reference,
                reversed_on=reversed_on,
            )
            for made, reversed_on in account.payouts
        ),
    )


def consignor_row(
    consignor: ConsignorAccount, currency: Currency
) -> tuple[object, ...]:
    """Write a consignor's account in a sale as a row."""
    money, account, balance = currency.write, consignor.account, consignor.balance
    return (
        account.consignor,
        len(consignor.lots),
        len(account.statements),
        money(balance.hammer),
        money(balance.deducted),
        money(balance.net),
        money(balance.awaited),
        money(balance.paid),
        money(balance.payable),
        money(balance.owed),
        ", ".join(str(day) for day, _ in consignor.dues),
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
        money(line.tax) if line.tax else None,
        money(line.net),
        line.due_on,
        f"#{line.source}",
        line.corrects,
    )


def statement_sentence(issued: StatementIssued) -> str:
    """Say what a statement comes to, and for whom."""
    net, money = net_of(issued.lines), issued.currency.write
    if issued.number > 1:
        return f"It changes what {issued.consignor} is owed by {money(net)}."
    if net < 0:
        return f"In all {issued.consignor} owes the house {money(-net)}."
    return f"In all the house owes {issued.consignor} {money(net)}."
