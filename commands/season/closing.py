"""The closing of a season, step by step: the next ledger is whole before this ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID, uuid4, uuid5

from commands.keeping import key_folder, passphrase
from ledger.clock import machine_clock
from ledger.events import (
    BalancesBroughtForward,
    LedgerEvent,
    PreviousLedger,
    PublishedHead,
    SeasonClosed,
)
from ledger.events.ledger import Birth, Times
from ledger.house import House
from ledger.house.carried import (
    Carried,
    carried_entries,
    open_sales,
    roles_brought_forward,
    series_brought_forward,
)
from ledger.house.carried_keys import carry_keys
from ledger.house.going_on import first_origin
from ledger.house.seasons import bring_forward, close_season
from ledger.house.stamp import Recording
from ledger.house.unfinished import InTheWay, Unfinished, in_the_way
from ledger.identity import SaleId
from ledger.ledger import origin
from ledger.proof.base64_text import encoded
from ledger.proof.checkpoint import parse_checkpoint
from ledger.refusals import NotTheNext, SeasonStaysOpen
from ledger.store.dialect import dialect_at
from projections.opening_balances import last_day_posted, opening_balances

if TYPE_CHECKING:
    from datetime import date

    from commands.session import LedgerSession
    from ledger.entry import Attribution


@dataclass(frozen=True)
class SeasonClosing:
    """A season as it is to be closed: this ledger, and the place of the next."""

    session: LedgerSession
    place: str
    """Where the next ledger is, or is to be begun."""
    also: tuple[SaleId, ...]
    """Sales that go on though nothing of them is open."""
    by: Attribution
    size: int
    """How many entries it had before anything was looked at: the last brought on."""

    @cached_property
    def house(self) -> House:
        """The ledger that ends."""
        return self.session.house()

    @property
    def name(self) -> str:
        """The name of the next ledger's place, without a password."""
        return dialect_at(self.place).name

    @property
    def ended_on(self) -> date | None:
        """The last day of the books; None: they are open."""
        return self.house.periods().locked_through

    @cached_property
    def in_the_way(self) -> tuple[InTheWay, ...]:
        """What is to be finished first."""
        waiting = list(in_the_way(self.house, self.by))
        ended_on = self.ended_on
        with self.session.views().asked() as db:
            last = last_day_posted(db)
        if ended_on is not None and last is not None and last > ended_on:
            waiting.append(
                InTheWay(
                    kind=Unfinished.DAY,
                    about="",
                    what=f"something counts on {last}, and the books are locked "
                    f"through {ended_on}",
                    to_do=f"lotledger period lock {last}",
                )
            )
        return tuple(waiting)

    @cached_property
    def sales(self) -> list[SaleId]:
        """The sales that go on, in the order they were announced."""
        for sale in self.also:
            self.house.sale(sale)
        going_on = {*open_sales(self.house), *self.also}
        return [sale for sale in self.house.sale_names() if sale in going_on]

    @cached_property
    def carried(self) -> Sequence[Carried]:
        """What is brought forward, in the order of the log; then the series."""
        entries = carried_entries(self.house, self.sales, upto=self.size)
        return (*entries, *series_brought_forward(self.house))

    @cached_property
    def balances(self) -> tuple[BalancesBroughtForward, ...]:
        """What the accounts come to, beside what is brought forward posts."""
        assert self.ended_on is not None, "the books are locked"
        with self.session.views().asked() as db:
            return opening_balances(
                db,
                (each.event for each in self.carried),
                ended_on=self.ended_on,
                position=self.size,
            )

    @property
    def own(self) -> tuple[LedgerEvent, ...]:
        """What the next ledger says of itself once all was brought forward."""
        return (*self.balances, *roles_brought_forward(self.house))

    def must_be_possible(self) -> None:
        """Refuse a ledger that ended, or whose season stays open."""
        if self.in_the_way:
            number = len(self.in_the_way)
            raise SeasonStaysOpen(first=self.in_the_way[0].what, number=number)

    def must_have_a_place(self) -> None:
        """Refuse a place where the next ledger cannot begin, nor has begun."""
        dialect = dialect_at(self.place)
        dialect.must_be_there(new=True)
        if not dialect.exists():
            dialect.must_be_clear()
            return
        with House.open(self.place, keys=key_folder()) as following:
            if following.head():
                self._must_go_on_from(following, self._previous())

    def close(self) -> SeasonClosed:
        """Begin the next ledger, whole, and then end this one."""
        self.must_be_possible()
        self.session.publish(self.house)
        previous = self._previous()
        carried, own = self.carried, self.own
        self._must_not_have_gone_on()
        with self._next(previous) as following:
            carry_keys(self.house, following, carried)
            if not following.head():
                command = bring_forward(carried, own=own, place=self.name)
                following.do(command, by=_without_key(self.by))
            closed = self._end(following, previous)
            self.session.publish(following)
        return closed

    def _must_not_have_gone_on(self) -> None:
        """Refuse to begin the next without what somebody recorded meanwhile."""
        if (head := self.house.head()) != self.size:
            since = f"position {head} was recorded while the season was being closed"
            raise SeasonStaysOpen(first=since, number=head - self.size)

    def _previous(self) -> PreviousLedger:
        """Return what the first entry of the next ledger says of this one."""
        house, ended_on = self.house, self.ended_on
        assert ended_on is not None, "the books are locked"
        return PreviousLedger(
            ledger=house.ledger_id(),
            origin=origin(house.ledger(), house.ledger_id()),
            head=PublishedHead(self.size, encoded(house.tree().root(self.size))),
            checkpoint=_checkpoint_over(house, self.size),
            ended_on=ended_on,
            before=house.ledger().lineage,
        )

    @contextmanager
    def _next(self, previous: PreviousLedger) -> Iterator[House]:
        """Open the next ledger, or begin it; raises NotTheNext."""
        is_there = dialect_at(self.place).exists()
        ledger = self.house.ledger()
        rehearsed = ledger.times is Times.REHEARSAL
        recording = Recording(
            clock=machine_clock,
            birth=Birth.REHEARSAL if rehearsed else Birth.LIVE,
            claim_minutes=ledger.claim_minutes,
            previous=previous,
        )
        own = UUID(previous.ledger)
        new_id = uuid5(own, previous.head.root) if rehearsed else uuid4()
        with House.open(
            self.place,
            new_id=None if is_there else str(new_id),
            recording=recording,
            keys=key_folder(),
        ) as following:
            following.keys_at_hand.passphrase = passphrase
            if following.head():
                self._must_go_on_from(following, previous)
            yield following

    def _must_go_on_from(self, following: House, previous: PreviousLedger) -> None:
        known = following.ledger().previous
        if known is None:
            raise NotTheNext(place=self.name, why="it goes on from no ledger")
        if known.ledger != previous.ledger:
            why = f"it goes on from {known.origin}"
            raise NotTheNext(place=self.name, why=why)
        if known.head != previous.head:
            why = f"it goes on from position {known.head.size} of it, not {self.size}"
            raise NotTheNext(place=self.name, why=why)

    def _end(self, following: House, previous: PreviousLedger) -> SeasonClosed:
        size = 1 + len(self.carried) + len(self.own)
        command = close_season(
            ended_on=previous.ended_on,
            brought_to=self.size,
            next_origin=first_origin(following),
            next_place=self.name,
            next_head=PublishedHead(size, encoded(following.tree().root(size))),
        )
        recorded = self.house.do(command, by=self.by)
        self.session.publish(self.house)
        (closed,) = (e for e in recorded.events if isinstance(e, SeasonClosed))
        return closed


def _without_key(by: Attribution) -> Attribution:
    """Return who begins the next ledger: a key of this one repeats nothing there."""
    return replace(by, key=None, claimed_at=None)


def _checkpoint_over(house: House, size: int) -> str | None:
    """Return the signed checkpoint over just so many entries, if there is one."""
    from ledger.house.checkpoints import last_note

    note = last_note(house)
    if note is None or parse_checkpoint(note.text).size != size:
        return None
    return note.data.decode()
