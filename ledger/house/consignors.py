"""The consignors of a sale: their lots, and their accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from ledger.entry import consignment_stream
from ledger.events import PassReason
from ledger.house.aggregates import Aggregates
from ledger.house.invoicing import is_buy_back, resale_right_of
from ledger.house.payments import day_of
from ledger.house.taxing import lot_taxed
from ledger.identity import ClientId, LotId, SaleId
from ledger.lot import Lot, Stage, books
from ledger.lot.hammer import unsold
from ledger.money import Minor
from ledger.sale import Sale
from ledger.settlement import consignment as accounts
from ledger.settlement.consignment import Consignment, ConsignorBalance
from ledger.settlement.proceeds import EndedLot
from ledger.terms.settlement_rules import ConsignorRules
from ledger.value import value

OFFERED = (Stage.SOLD, Stage.PASSED, Stage.RESCINDED)
"""A lot that was withdrawn is not stated, nor one that is up again."""


@value
class ConsignorAccount:
    """A consignor's account in a sale, with its lots, its balance and its due dates."""

    account: Consignment
    lots: tuple[Lot, ...]
    balance: ConsignorBalance
    awaited: tuple[LotId, ...]
    """Lots that are stated, and whose money is not there."""
    dues: tuple[tuple[date, Minor], ...]
    """The amounts due by day, the first day first; expenses and advances apart."""


def lots_by_consignor(
    aggregates: Aggregates, sale: SaleId
) -> Mapping[ClientId, list[Lot]]:
    """Load the lots of a sale, in sale order, by consignor; raises UnknownSale.

    Those who have an account and no lot come last.
    """
    lots_of: dict[ClientId, list[Lot]] = {}
    for lot in aggregates.lots(sale):
        if (consignor := lot.listing.consignor) is not None:
            lots_of.setdefault(consignor, []).append(lot)
    for account in aggregates.consignments(sale):
        lots_of.setdefault(account.consignor, [])
    return lots_of


def account_of(
    aggregates: Aggregates, sale: SaleId, consignor: ClientId
) -> Consignment:
    """Load a consignor's account in a sale, an empty one where none began."""
    account: Consignment | None = aggregates.state(consignment_stream(sale, consignor))
    return account or Consignment(sale, consignor)


def consignor_accounts(aggregates: Aggregates, sale: SaleId) -> list[ConsignorAccount]:
    """Load the account of every consignor of a sale; raises UnknownSale."""
    current_sale = aggregates.sale(sale)
    return [
        _consignor_account(current_sale, account_of(aggregates, sale, consignor), lots)
        for consignor, lots in lots_by_consignor(aggregates, sale).items()
    ]


def consignor_account(
    aggregates: Aggregates, sale: SaleId, consignor: ClientId
) -> ConsignorAccount:
    """Load the account of one consignor, with the lots that are stated."""
    account = account_of(aggregates, sale, consignor)
    lots = [aggregates.lot(lot) for lot in account.stated_lots()]
    return _consignor_account(aggregates.sale(sale), account, lots)


def _consignor_account(
    sale: Sale, account: Consignment, lots: Sequence[Lot]
) -> ConsignorAccount:
    awaited = withheld_lots(sale, account, lots)
    return ConsignorAccount(
        account=account,
        lots=tuple(lots),
        balance=accounts.balance(account, awaited),
        awaited=awaited,
        dues=dues(account),
    )


def balance_of(
    aggregates: Aggregates, sale: Sale, account: Consignment
) -> ConsignorBalance:
    """Add an account up as it stands, with what waits for buyers."""
    lots = [aggregates.lot(lot) for lot in account.stated_lots()]
    return accounts.balance(account, withheld_lots(sale, account, lots))


def dues(account: Consignment) -> tuple[tuple[date, Minor], ...]:
    """Return the amounts due by day; expenses and advances are apart."""
    due: defaultdict[date, Minor] = defaultdict(int)
    for stated in account.stated_lots().values():
        for line in stated.lines:
            if line.due_on is not None:
                due[line.due_on] += line.net
    return tuple(sorted(due.items()))


def withheld_lots(
    sale: Sale, account: Consignment, lots: Iterable[Lot]
) -> tuple[LotId, ...]:
    """Return the stated lots whose proceeds are not paid out as they stand now.

    Those are lots that were sold otherwise since, or whose sale was called off, and
    those that wait for their buyer's money.
    """
    stated = account.stated_lots()
    if not stated:
        return ()
    rules = account.agreed or sale.settled_by.rules.consignors
    return tuple(
        lot.id
        for lot in lots
        if lot.id in stated
        and (books.sold_otherwise(lot) or awaits_buyer(sale, lot, rules))
    )


def awaits_buyer(sale: Sale, lot: Lot, rules: ConsignorRules) -> bool:
    """Say whether a consignor waits for the buyer of a lot to pay."""
    if not rules.withhold or lot.sold is None or is_buy_back(sale, lot):
        return False
    return lot.books.paid_on is None or not books.stands_as_invoiced(lot)


def ended_lot(sale: Sale, lot: Lot) -> EndedLot | None:
    """Return a lot as a statement shows it; None where it shows none.

    Its proceeds are due so many days after the close of the sale, by its category
    (rulebook 2.6).
    """
    if lot.stage not in OFFERED:
        return None
    assert sale.closed_at is not None, "lots are stated after the close"
    ended_at = lot.closed_at if lot.sold is None else lot.sold.at
    assert ended_at is not None, "a lot that was offered has ended"
    category = lot.listing.category
    terms = sale.terms.rules.settlement
    usual = terms.consignor_days
    days = dict(terms.consignor_days_by_category).get(category or "", usual)
    return EndedLot(
        lot=lot.id,
        title=lot.listing.title,
        category=category,
        hammer=None if lot.sold is None else lot.sold.hammer,
        bought_back=is_buy_back(sale, lot),
        reserve=_unmet_reserve(lot),
        resale_right=resale_right_of(lot, sale.settled_by.rules),
        taxed=lot_taxed(lot, sale.settled_by.rules),
        exported=lot.books.invoiced is not None and lot.books.invoiced.export,
        ended_on=day_of(sale, ended_at),
        due_on=day_of(sale, sale.closed_at) + timedelta(days=days),
    )


def _unmet_reserve(lot: Lot) -> Minor | None:
    """Return the reserve that kept a lot from selling; None where none did."""
    if lot.stage is not Stage.PASSED or lot.reserve is None:
        return None
    # Where its bidding was not brought forward, what was recorded of it says why.
    recorded = None if lot.standing is not None else lot.passed
    reason = unsold(lot) if recorded is None else recorded.reason
    met = reason is not PassReason.RESERVE_NOT_MET
    return None if met else lot.hammer(lot.reserve)
