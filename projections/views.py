"""The desk where questions are asked: all views of a ledger, told of all it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from types import TracebackType
from typing import Self, TypeAlias

from sqlalchemy import Connection

from ledger.store.database import open_views, reclaim_space, why_unusable
from projections import engine
from projections.bank import BANK_BALANCES, BANK_ENTRIES
from projections.bids import BIDS
from projections.billing import BILLING
from projections.catalogue import CATALOGUE
from projections.catching_up import Feed, Progress
from projections.certificates import CERTIFICATES
from projections.claims import CLAIMS
from projections.decisions import DECISIONS
from projections.differences import ViewDifference
from projections.document_lines import LINES
from projections.document_numbers import NUMBERS
from projections.engine import ViewStatus
from projections.export_proofs import EXPORT_PROOFS
from projections.funds import FUNDS
from projections.generations import built_from
from projections.input_tax import INPUT_TAX
from projections.intake import CONTRACTS, DILIGENCE, RECEIVED
from projections.invoices import INVOICES
from projections.journal import JOURNAL
from projections.mentions import MENTIONS
from projections.own_tax import GLOBAL_MARGINS, PURCHASE_TAX
from projections.payments import PAYMENTS
from projections.payouts import PAYOUTS
from projections.premium import PREMIUM
from projections.purchases import PURCHASES
from projections.rebuild_beside import in_second_process, is_worth_it
from projections.results import RESULTS
from projections.retention import HOLDS, RETENTION
from projections.sales import SALES
from projections.statements import STATEMENTS
from projections.supplies import SUPPLIES
from projections.tax import TAX
from projections.view import View

VIEWS: tuple[View[object], ...] = (
    SALES,
    CATALOGUE,
    BIDS,
    PREMIUM,
    RESULTS,
    BILLING,
    INVOICES,
    LINES,
    TAX,
    SUPPLIES,
    EXPORT_PROOFS,
    INPUT_TAX,
    PURCHASE_TAX,
    GLOBAL_MARGINS,
    PAYMENTS,
    STATEMENTS,
    PAYOUTS,
    FUNDS,
    BANK_ENTRIES,
    BANK_BALANCES,
    JOURNAL,
    NUMBERS,
    CERTIFICATES,
    PURCHASES,
    RECEIVED,
    CONTRACTS,
    DILIGENCE,
    RETENTION,
    HOLDS,
    MENTIONS,
    CLAIMS,
    DECISIONS,
)

Opens: TypeAlias = Callable[[str], AbstractContextManager[Feed]]
"""Opens the ledger at a place, in another process."""


class Views:
    """Every view of one ledger."""

    def __init__(self, feed: Feed, place: str) -> None:
        self._feed = feed
        self._place = place
        self._writer, self._reader = open_views(place)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._writer.dispose()
        self._reader.dispose()

    @contextmanager
    def asked(self, progress: Progress | None = None) -> Iterator[Connection]:
        """Catch up with the ledger, then answer questions of one moment."""
        self.catch_up(progress)
        with self._reader.begin() as db:
            yield db

    def catch_up(self, progress: Progress | None = None) -> None:
        """Tell the views what they have not heard."""
        engine.catch_up(self._feed, self._writer, VIEWS, progress)
        reclaim_space(self._place, self._writer)

    def rebuild(
        self,
        names: Sequence[str],
        progress: Progress | None = None,
        *,
        opens: Opens | None = None,
    ) -> None:
        """Build views anew; the old rows serve until the new are ready.

        With what ``opens`` the ledger again, a second process builds half of them where
        the log is long enough for that.
        """
        views, beside = _views_of(names), None
        if opens is not None and is_worth_it(views, self._feed.head()):
            work = partial(_build_apart, self._place, opens)
            beside = partial(in_second_process, work)
        engine.rebuild(self._feed, self._writer, views, progress, beside=beside)
        reclaim_space(self._place, self._writer)

    def build(self, names: Sequence[str], upto: int) -> list[ViewDifference]:
        """Build what was begun of views up to a position, and serve none of it."""
        return engine.build(self._feed, self._writer, _views_of(names), upto)

    def status(self) -> list[ViewStatus]:
        """Say how far each view got."""
        return engine.status(self._feed, self._writer, VIEWS)

    def positions(self) -> dict[str, int]:
        """Return how far each view got, by its name."""
        return engine.positions(self._feed, self._writer, VIEWS)

    def position(self) -> int:
        """Return the position that every view has reached."""
        return min(self.positions().values())

    def why_unusable(self, fault: Exception) -> str:
        """Say why they, or the ledger beside them, cannot be used."""
        return why_unusable(self._place, fault)

    def built_from(self) -> str | None:
        """Return the ledger that the views say they were built from, None for none."""
        with self._writer.connect() as db:
            return built_from(db)

    def built(self) -> list[str]:
        """Name the views that answer as they are, in the shape that they have today."""
        with self._writer.connect() as db:
            return [view.name for view in VIEWS if engine.is_served(db, view)]

    def misnamed(self) -> list[str]:
        """Name the views whose name in SQL tells something else than their table."""
        with self._writer.connect() as db:
            return [
                view.name
                for view in VIEWS
                if engine.is_served(db, view) and not engine.is_published(db, view)
            ]

    def check(
        self, names: Sequence[str], progress: Progress | None = None
    ) -> list[ViewDifference]:
        """Rebuild views beside what is served; name the first difference in each."""
        views = _views_of(names)
        differences = engine.check(self._feed, self._writer, views, progress)
        reclaim_space(self._place, self._writer)
        return differences


def _views_of(names: Sequence[str]) -> tuple[View[object], ...]:
    """Return the views of these names; of no names, all."""
    return tuple(view for view in VIEWS if not names or view.name in names)


def _build_apart(
    place: str, opens: Opens, names: Sequence[str], upto: int
) -> list[ViewDifference]:
    """Build views in a process that has nothing open yet."""
    with opens(place) as feed, Views(feed, place) as views:
        return views.build(names, upto)
