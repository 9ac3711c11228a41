"""A consignor's account in one sale: rates, expenses, advances, statements, payouts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, TypeAlias, assert_never

from ledger.events.consignment import (
    AdvanceMade,
    CommissionAgreed,
    ConsignmentEvent,
    ConsignorInvoiceFiled,
    ExpenseCharged,
    PayoutMade,
    PayoutReversed,
    PayoutSent,
    RepaymentReceived,
    RepaymentReversed,
    StatementIssued,
)
from ledger.events.documents import (
    AccountStated,
    Deduction,
    StatementLine,
    hammer_of,
    input_tax_of,
    net_of,
)
from ledger.events.e_invoices import SelfBilledInvoiceIssued
from ledger.identity import ClientId, LotId, SaleId, StatementId
from ledger.money import Currency, Minor, Money
from ledger.settlement.consignor_money import Payout, Repayment
from ledger.settlement.house_taxes import ON_THE_LOT
from ledger.terms.settlement_rules import ConsignorRules
from ledger.value import replace, value

OF_THE_ACCOUNT = (Deduction.EXPENSE, Deduction.ADVANCE)
"""Lines that are stated once, and not taken back when a lot is stated anew."""

Lines: TypeAlias = tuple[StatementLine, ...]


class Stated(NamedTuple):
    """The lines that stand for a lot, and the statement that they are on."""

    statement: StatementId
    lines: Lines


@value
class Consignment:
    """A consignor's account in a sale as the house knows it at one moment."""

    sale: SaleId
    consignor: ClientId
    agreed: ConsignorRules | None = None
    """Rates of their own; None: as the sale is settled."""
    expenses: int = 0
    advances: int = 0
    open: tuple[ExpenseCharged | AdvanceMade, ...] = ()
    """Expenses and advances that are on no statement yet."""
    statements: tuple[StatementIssued, ...] = ()
    e_invoices: tuple[SelfBilledInvoiceIssued, ...] = ()
    """The statements that were issued as e-invoices of the consignor."""
    invoices: tuple[ConsignorInvoiceFiled, ...] = ()
    """Their own invoices for the tax on hammer prices."""
    payouts: tuple[Payout, ...] = ()
    repayments: tuple[Repayment, ...] = ()

    @property
    def lines(self) -> Lines:
        """Every line of every statement: what was taken back stands with its answer."""
        return tuple(line for statement in self.statements for line in statement.lines)

    @property
    def paid(self) -> Minor:
        """The sum that was paid out, and did not come back."""
        kept = (
            payout.made.amount for payout in self.payouts if payout.reversed_on is None
        )
        return sum(kept) - self.repaid

    @property
    def repaid(self) -> Minor:
        """The sum that the consignor paid back."""
        return sum(
            repayment.received.amount
            for repayment in self.repayments
            if repayment.reversed_on is None
        )

    def stated_lots(self) -> Mapping[LotId, Stated]:
        """Return the lines that stand for each lot: the last that were stated."""
        stated: dict[LotId, Stated] = {}
        for statement in self.statements:
            by_lot: dict[LotId, list[StatementLine]] = {}
            for line in statement.lines:
                if line.lot is None or line.kind in OF_THE_ACCOUNT:
                    continue
                fresh = by_lot.setdefault(line.lot, [])
                if line.corrects is None:
                    fresh.append(line)
            for lot, lines in by_lot.items():
                stated[lot] = Stated(statement.statement, tuple(lines))
        return stated


def evolve(before: Consignment | None, event: ConsignmentEvent) -> Consignment:
    """Return the account as it stands after one more event."""
    account = before or Consignment(event.sale, event.consignor)
    match event:
        case CommissionAgreed(rules=rules):
            return replace(account, agreed=rules)
        case ExpenseCharged(expense=number):
            return replace(account, expenses=number, open=(*account.open, event))
        case AdvanceMade(advance=number):
            return replace(account, advances=number, open=(*account.open, event))
        case StatementIssued():
            return replace(account, statements=(*account.statements, event), open=())
        case SelfBilledInvoiceIssued():
            return replace(account, e_invoices=(*account.e_invoices, event))
        case ConsignorInvoiceFiled():
            return replace(account, invoices=(*account.invoices, event))
        case PayoutMade():
            return replace(account, payouts=(*account.payouts, Payout(event)))
        case PayoutReversed(payout=number, reversed_on=day):
            payouts = [payout.after(number, day) for payout in account.payouts]
            return replace(account, payouts=tuple(payouts))
        case PayoutSent():
            sent = tuple(payout.after_sent(event) for payout in account.payouts)
            return replace(account, payouts=sent)
        case RepaymentReceived():
            repayments = (*account.repayments, Repayment(event))
            return replace(account, repayments=repayments)
        case RepaymentReversed(repayment=number, reversed_on=day):
            paid_back = [each.after(number, day) for each in account.repayments]
            return replace(account, repayments=tuple(paid_back))
        case _:
            assert_never(event)


@value(kw_only=True)
class ConsignorBalance:
    """The balance of an account: amounts stated, waiting for buyers, and paid."""

    hammer: Minor
    """The hammer prices of the lots that stand on statements."""
    input_tax: Minor
    """The taxes that the consignor charges on them, as far as they are stated."""
    deducted: Minor
    """All that is taken off them, with taxes."""
    awaited: Minor
    """The part of the rest that waits for buyers to pay."""
    paid: Minor

    @property
    def net(self) -> Minor:
        """The sum that the statements come to."""
        return self.hammer + self.input_tax - self.deducted

    @property
    def payable(self) -> Minor:
        """The sum that can be paid out now."""
        return max(0, self.net - self.awaited - self.paid)

    @property
    def owed(self) -> Minor:
        """The consignor's debt to the house: a large advance, a sale called off."""
        return max(0, self.paid - self.net)


def balance(account: Consignment, awaited: Iterable[LotId]) -> ConsignorBalance:
    """Add an account up, while what some of its lots bring is withheld."""
    stated, lines = account.stated_lots(), account.lines
    hammer, input_tax = hammer_of(lines), input_tax_of(lines)
    return ConsignorBalance(
        hammer=hammer,
        input_tax=input_tax,
        deducted=hammer + input_tax - net_of(lines),
        awaited=sum(proceeds(stated[lot].lines) for lot in awaited),
        paid=account.paid,
    )


def account_stated(account: Consignment, issued: StatementIssued) -> AccountStated:
    """Say what a consignor is owed in the sale, as a statement left their account."""
    known = account.stated_lots()
    awaited = [lot for lot in issued.awaited if lot in known]
    left, net = balance(account, awaited), net_of(issued.lines)
    return AccountStated(
        before=left.net - net,
        net=net,
        paid=left.paid,
        withheld=min(left.awaited, max(0, left.net - left.paid)),
    )


def proceeds(lines: Iterable[StatementLine]) -> Minor:
    """Return what a lot brings by being sold: its hammer less what its sale costs.

    Other fees are owed whether or not the buyer pays. A commission above the hammer
    brings nothing, and nothing is withheld.
    """
    of_the_sale = (Deduction.HAMMER, Deduction.RESALE_RIGHT, *ON_THE_LOT)
    return max(0, sum(line.net for line in lines if line.kind in of_the_sale))


def agree(account: Consignment, rules: ConsignorRules) -> tuple[ConsignmentEvent, ...]:
    """Agree on rates of their own; what was stated follows with the next statement."""
    if account.agreed == rules:
        return ()
    return (
        CommissionAgreed(sale=account.sale, consignor=account.consignor, rules=rules),
    )


def charge(
    account: Consignment,
    amount: Money,
    *,
    lot: LotId | None,
    description: str,
    on: date,
    at: datetime,
) -> tuple[ConsignmentEvent, ...]:
    """Charge a consignor for what the house paid, to be stated with the next."""
    charged = ExpenseCharged(
        sale=account.sale,
        consignor=account.consignor,
        currency=amount.currency,
        expense=account.expenses + 1,
        lot=lot,
        said=description,
        amount=amount.amount,
        charged_on=on,
        at=at,
    )
    return (charged,)


def advance(
    account: Consignment,
    amount: Money,
    *,
    method: str,
    on: date,
    reference: str | None,
    at: datetime,
) -> tuple[ConsignmentEvent, ...]:
    """Pay a consignor ahead, to be taken off with the next statement."""
    made = AdvanceMade(
        sale=account.sale,
        consignor=account.consignor,
        currency=amount.currency,
        advance=account.advances + 1,
        method=method,
        amount=amount.amount,
        made_on=on,
        reference=reference,
        at=at,
    )
    return (made,)


def issue(
    account: Consignment,
    number: StatementId,
    *,
    lines: Sequence[StatementLine],
    awaited: tuple[LotId, ...],
    currency: Currency,
    rules: int,
    place: str,
    on: date,
    at: datetime,
    vat_id: str | None,
) -> tuple[StatementIssued]:
    """Issue a statement; what was stated before stands corrected by its lines.

    A consignor who charges tax stands on it with their VAT or tax number.
    """
    charges = any(line.input_taxes for line in lines)
    issued = StatementIssued(
        statement=number,
        sale=account.sale,
        consignor=account.consignor,
        number=len(account.statements) + 1,
        currency=currency,
        lines=tuple(replace(line, number=place) for place, line in enumerate(lines, 1)),
        awaited=awaited,
        issued_on=on,
        rules=rules,
        at=at,
        place=place,
        consignor_vat_id=vat_id if charges else None,
    )
    return (issued,)
