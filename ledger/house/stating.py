"""The issue of statements: each states what changed since the last one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from typing import TypeAlias

from ledger.client import Client, bills_itself, tax_status_on
from ledger.entry import client_stream, consignment_stream, lot_stream
from ledger.events import (
    AdvanceMade,
    ExpenseCharged,
    HammerAmended,
    InvoiceLine,
    LotPassed,
    LotReopened,
    LotResold,
    LotSold,
    LotWithdrawn,
    SaleRescinded,
    StatementLine,
)
from ledger.events.documents import net_of
from ledger.house.aggregates import Aggregates
from ledger.house.consignors import awaits_buyer, ended_lot
from ledger.house.days import Dated, must_follow, must_not_precede
from ledger.house.invoicing import lots_still_open
from ledger.house.payments import day_of
from ledger.house.taxing import rates_on_file
from ledger.house.transaction import HouseTransaction
from ledger.identity import LotId, SaleId, StatementId
from ledger.lot import Lot, books
from ledger.refusals import SaleGoesOn
from ledger.sale import Sale
from ledger.settlement import consignment as accounts
from ledger.settlement.consignment import Consignment
from ledger.settlement.hammer_tax import ConsignorTaxes, rounded_input
from ledger.settlement.house_taxes import HouseTaxes
from ledger.settlement.margin import once_rounded
from ledger.settlement.own_invoices import own_invoice_for
from ledger.settlement.proceeds import Deal, account_line, lot_lines
from ledger.settlement.restating import has_changed, restated
from ledger.settlement.rounding import rounded
from ledger.terms.settlement_rules import HammerTax
from ledger.terms.tax import TaxRate, TaxRounding
from ledger.terms.tax_status import TaxStatus

StatedLot: TypeAlias = tuple[Lot, tuple[StatementLine, ...]]
"""A lot, and the lines that state it."""

ENDED_BY = (
    LotSold,
    LotPassed,
    LotReopened,
    SaleRescinded,
    LotResold,
    HammerAmended,
    LotWithdrawn,
)
"""A lot's lines follow from the last of these events."""


@dataclass(frozen=True)
class Stating:
    """The issue of statements in one command."""

    transaction: HouseTransaction
    sale: Sale
    on: date
    at: datetime

    def to(self, account: Consignment, lots: Sequence[Lot]) -> None:
        """State what changed for one consignor since their last statement."""
        settled, stated_before = self.sale.settled_by, account.stated_lots()
        deal = Deal(
            account.agreed or settled.rules.consignors,
            own=account.agreed is not None,
            currency=self.sale.terms.rules.currency,
        )
        stated = self._rounded(self._changed(account, deal, lots))
        lines = [
            line
            for lot, now in stated
            for line in restated(stated_before.get(lot.id), now)
        ]
        lines += self._account_lines(account)
        if not lines:
            return
        self._must_come_last(account, lots)
        series = settled.rules.statements(self.on.year)
        number = StatementId(self.transaction.draw_number(series))
        issued = accounts.issue(
            account,
            number,
            lines=lines,
            awaited=tuple(
                lot.id for lot in lots if awaits_buyer(self.sale, lot, deal.rules)
            ),
            currency=deal.currency,
            rules=settled.version,
            place=settled.rules.tax.jurisdiction,
            on=self.on,
            at=self.at,
            vat_id=self._number_of(account),
        )
        # What comes straight after its number is found by it: see ``Records``.
        stream = consignment_stream(account.sale, account.consignor)
        self.transaction.record(stream, issued)
        for lot, now in stated:
            settles = books.settle(lot, number, net=net_of(now))
            self.transaction.record(lot_stream(lot.id), settles)

    def _must_come_last(self, account: Consignment, lots: Iterable[Lot]) -> None:
        """Refuse a statement of an earlier day than what it tells of and corrects."""
        days = [*self._ended_days(lots), *map(_day_paid, account.open)]
        must_follow(self.sale, days, on=self.on)
        before = (
            Dated(f"Statement {issued.statement}", issued.issued_on)
            for issued in account.statements
        )
        must_not_precede(before, on=self.on)

    def _changed(
        self, account: Consignment, deal: Deal, lots: Iterable[Lot]
    ) -> Iterator[StatedLot]:
        """Yield the lots that are not as they were stated, with the lines that hold."""
        taxes, stood = self._taxes_of(account), account.stated_lots()
        for lot in lots:
            ended = ended_lot(self.sale, lot)
            now = () if ended is None else lot_lines(ended, deal, taxes)
            if has_changed(stood.get(lot.id), now) or books.sold_otherwise(lot):
                yield lot, self._sourced_lines(lot, now)

    def _rounded(self, changed: Iterable[StatedLot]) -> list[StatedLot]:
        """Round the taxes of what is stated anew, over all of it if the rule is so."""
        stated = list(changed)
        lines = [line for _, of_lot in stated for line in of_lot]
        rounding = self.sale.settled_by.rules.tax.rounding
        in_order = iter(rounded_input(rounded(lines, rounding), rounding))
        shares = [(lot, tuple(islice(in_order, len(of)))) for lot, of in stated]
        if rounding is TaxRounding.LINE:
            return shares
        return [
            (lot, once_rounded(of_lot, self._invoiced_lines(lot), lot.id))
            for lot, of_lot in shares
        ]

    def _invoiced_lines(self, lot: Lot) -> tuple[InvoiceLine, ...]:
        invoiced = lot.books.invoiced
        if invoiced is None:
            return ()
        return self.transaction.invoice(invoiced.invoice).issued.lines

    def _ended_days(self, lots: Iterable[Lot]) -> list[date]:
        ended = (lot.closed_at for lot in lots)
        return [day_of(self.sale, at) for at in ended if at is not None]

    def _sourced_lines(
        self, lot: Lot, lines: tuple[StatementLine, ...]
    ) -> tuple[StatementLine, ...]:
        if not lines:
            return ()
        places = self.transaction.positions(lot_stream(lot.id), *ENDED_BY)
        return tuple(replace(line, source=places[-1]) for line in lines)

    def _account_lines(self, account: Consignment) -> list[StatementLine]:
        """Make the lines of expenses and advances, each with its place in the log."""
        if not account.open:
            return []
        stream = consignment_stream(account.sale, account.consignor)
        expenses = self.transaction.positions(stream, ExpenseCharged)
        advances = self.transaction.positions(stream, AdvanceMade)
        return [
            account_line(
                open_item,
                source=expenses[open_item.expense - 1]
                if isinstance(open_item, ExpenseCharged)
                else advances[open_item.advance - 1],
            )
            for open_item in account.open
        ]

    def _taxes_of(self, account: Consignment) -> HouseTaxes:
        """Return the taxes of the place on what a consignor is charged, and charges."""
        place, client = self.sale.settled_by.rules.tax, self._client(account)

        def status(day: date) -> TaxStatus | None:
            return None if client is None else tax_status_on(client, day)

        return HouseTaxes(
            place=place.jurisdiction,
            rates=self._rates,
            status=status,
            abroad=place.abroad,
            on_hammer=None
            if place.hammer_tax is HammerTax.KEPT
            else ConsignorTaxes(
                place=place.jurisdiction,
                rates=self._rates,
                status=status,
                union=() if place.abroad is None else place.abroad.union,
                own_invoice=lambda lot: own_invoice_for(account, lot),
                is_self_billed=lambda lot: self._is_self_billed(account, lot),
            ),
        )

    def _client(self, account: Consignment) -> Client | None:
        client: Client | None = self.transaction.state(client_stream(account.consignor))
        return client

    def _number_of(self, account: Consignment) -> str | None:
        """Return the VAT or tax number under which a consignor was registered last."""
        client = self._client(account)
        statuses = () if client is None else client.tax_statuses
        numbers = [
            status.vat_id or status.tax_number
            for status in statuses
            if status.is_registered and status.valid_from <= self.on
        ]
        return numbers[-1] if numbers else None

    def _is_self_billed(self, account: Consignment, lot: LotId) -> bool:
        """Say whether a statement is the consignor's invoice for a lot.

        It needs an agreement on the day; what one did bill so, a further one corrects.
        """
        stated = account.stated_lots().get(lot)
        if stated is not None and any(line.is_self_billed for line in stated.lines):
            return True
        client = self._client(account)
        return client is not None and bills_itself(client, self.on)

    @cached_property
    def _rates(self) -> tuple[TaxRate, ...]:
        """The rates of the place: what the terms promised goes before the tables."""
        place = self.sale.settled_by.rules.tax.jurisdiction
        promised = self.sale.terms.rules.tax
        rates = tuple(rate for rate in promised if rate.jurisdiction == place)
        return rates or rates_on_file(self.transaction, place)


def _day_paid(entry: ExpenseCharged | AdvanceMade) -> date:
    return entry.charged_on if isinstance(entry, ExpenseCharged) else entry.made_on


def closed_sale(aggregates: Aggregates, name: SaleId) -> Sale:
    """Load a sale that is closed; raises SaleGoesOn."""
    sale = aggregates.sale(name)
    if sale.closed_at is None:
        lots = lots_still_open(aggregates.lots(name)) or "its close is"
        raise SaleGoesOn(sale=name, lots=lots)
    return sale
