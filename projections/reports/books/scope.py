"""The scope of a report of the books: its sale or client, its days, its reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from ledger.events.ledger import Timing
from ledger.identity import ClientId, SaleId
from ledger.money import Currency, Minor
from projections.catalogue import CATALOGUE
from projections.journal.accounts import BookAccount
from projections.queries import ask
from projections.reports.model import Column, Heading, ReportTable, Row

CASH = ("cash",)
INSTRUMENTS = ("cashier's check", "money order", "bank draft", "traveller's check")
"""What counts as cash up to a face value (IRS Form 8300, rulebook 4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose books, which part of them, and what a report of them is told."""

    house: str
    as_of: datetime
    position: int
    """The place in the log up to which the views tell everything."""
    ledger: str
    timing: Timing
    printed_by: str
    printed_at: datetime
    zone: str
    sale: SaleId | None = None
    """None: all sales."""
    period: tuple[date, date] | None = None
    """The first day and the last, both within; None: from the first to the last."""
    on: date | None = None
    """The day that debts are aged on; None: the day of ``as_of``."""
    client: ClientId | None = None
    account: BookAccount | None = None
    """One account of the journal; None: all of them."""
    threshold: int | None = None
    """From, or above, which amount something is told, in whole units of a currency."""
    cash: tuple[str, ...] = CASH
    """The ways to pay that are cash."""
    instruments: tuple[str, ...] = INSTRUMENTS
    """The ways to pay that count as cash up to a face value."""
    reserves: Mapping[int, Minor | None] = field(default_factory=dict)
    """Sealed reserves that may be shown, by where in the log they stand."""

    begun_on: date | None = None
    """The first day of the books of a ledger that goes on from another."""

    @property
    def in_season(self) -> Scope:
        """The same, but of no day before the books of the ledger begin."""
        if self.begun_on is None:
            return self
        first, last = self.period or (date.min, date.max)
        return replace(self, period=(max(first, self.begun_on), last))

    @property
    def day(self) -> date:
        """The day on which it is told, by the clock of the house."""
        return self.on or self.as_of.astimezone(ZoneInfo(self.zone)).date()

    def heading(
        self, report: str, title: str, *filters: tuple[str, str], sale: bool = True
    ) -> Heading:
        """Head a report; one that tells of all sales names none."""
        of_client = (("Client", self.client),) if self.client else ()
        of_account = (("Account", self.account.value),) if self.account else ()
        return Heading(
            report=report,
            title=title,
            house=self.house,
            as_of=self.as_of,
            position=self.position,
            ledger=self.ledger,
            timing=self.timing,
            printed_by=self.printed_by,
            printed_at=self.printed_at,
            zone=self.zone,
            sale=self.sale if sale else None,
            period=self.period,
            filters=(*of_client, *of_account, *filters),
        )

    def tells_of(self, client: str | None) -> bool:
        """Say whether a client's rows are asked for."""
        return self.client is None or self.client == client


def by_currency(
    db: Connection,
    scope: Scope,
    name: str,
    title: str,
    columns: Sequence[Column],
    *,
    rows: Iterable[tuple[str, Row]],
    note: str | None = None,
    group: str | None = None,
) -> tuple[ReportTable, ...]:
    """Make a table for each currency: ``accounts_usd``; amounts of two never add up.

    Where there is no row, there is an empty table for each currency of the sale.
    """
    rows_of: dict[str, list[Row]] = {}
    for code, row in rows:
        rows_of.setdefault(code, []).append(row)
    return tuple(
        ReportTable(
            name=f"{name}_{code.lower()}",
            title=f"{title}, {code}",
            columns=tuple(columns),
            rows=tuple(rows_of.get(code, ())),
            currency=Currency(code),
            note=note,
            group=group,
        )
        for code in sorted(rows_of) or _currency_codes(db, scope)
    )


def _currency_codes(db: Connection, scope: Scope) -> list[str]:
    rows = ask(db, CATALOGUE, lambda t: select(t.c.currency, t.c.sale).distinct())
    return sorted({code for code, sale in rows if scope.sale in {None, sale}})
