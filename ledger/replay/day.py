"""The terms of the day: which rules, paddles and sessions were in force, and when.

A lot's history says nothing of its sale. What the sale had announced when a position of
the log was written is found here, from the sale's own stream.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ledger.entry import Entry
from ledger.events import (
    BidPlaced,
    Event,
    LotEvent,
    PaddleIssued,
    PaddleLimited,
    PaddleReinstated,
    PaddleSuspended,
    SaleAnnounced,
    SaleClosed,
    SessionClosed,
    SessionOpened,
    TermsAmended,
)
from ledger.identity import BidId, Paddle, SaleId
from ledger.lot.bidding import Bidder, UnderTerms
from ledger.money import Minor
from ledger.refusals import PaddleIsSuspended, UnknownPaddle
from ledger.terms import Rules, Terms


@dataclass(frozen=True, slots=True)
class TermsVersion:
    """One version of a sale's terms, and the position from which it was in force."""

    number: int
    since: int
    terms: Terms
    digest: str
    notice: str | None


class Admission(NamedTuple):
    """What a paddle might do from a position on; ``bidder`` leaves its limit aside."""

    since: int
    bidder: Bidder
    limit: Minor | None = None
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class TermsOfTheDay:
    """What was in force in a sale at any position of its ledger."""

    sale: SaleId
    versions: tuple[TermsVersion, ...]
    admissions: Mapping[Paddle, Sequence[Admission]]
    opened: Mapping[int, int]
    """When each session began in the room, as a position."""
    ended: Mapping[int, int]
    closed: int | None
    """When the whole sale was closed, as a position."""
    since: tuple[int, ...]
    _under: dict[tuple[int, int], UnderTerms] = field(default_factory=dict)

    def version(self, position: int) -> TermsVersion:
        """Return the version of the terms in force at a position."""
        return self.versions[self._place(position)]

    def _place(self, position: int) -> int:
        return max(0, bisect_right(self.since, position) - 1)

    def numbered(self, number: int) -> TermsVersion:
        """Return a version by its number."""
        return self.versions[number - 1]

    def under(self, position: int, session: int) -> UnderTerms:
        """Return the rules in force for the lots of a session."""
        place = self._place(position)
        found = self._under.get((place, session))
        if found is None:
            version = self.versions[place]
            terms = version.terms
            found = UnderTerms(terms.rules, version.number, terms.session(session))
            self._under[place, session] = found
        return found

    def as_if(self, other: Rules | Terms) -> TermsOfTheDay:
        """Return the same sale as if it had been announced under other rules.

        What is of this sale alone, its sessions and paddles, stays as it was; but the
        terms of a sale also say what a late bid does in the session of that number.
        """
        versions = tuple(
            replace(one, terms=_other(one.terms, other)) for one in self.versions
        )
        return replace(self, versions=versions, _under={})

    def admit(self, position: int, paddle: Paddle) -> Admission:
        """Return what a paddle might do; raises UnknownPaddle and PaddleIsSuspended."""
        for one in reversed(self.admissions.get(paddle, ())):
            if one.since <= position:
                if one.suspended:
                    raise PaddleIsSuspended(paddle=paddle)
                return one
        raise UnknownPaddle(sale=self.sale, paddle=paddle)

    def limited(self, paddle: Paddle) -> bool:
        """Say whether a paddle ever had a credit limit in the sale."""
        held = self.admissions.get(paddle, ())
        return any(one.limit is not None for one in held)

    def session_over(self, position: int, session: int) -> bool:
        """Say whether a session was not on in the room: not begun yet, or over."""
        begun = self.opened.get(session, position + 1) <= position
        ends = (self.closed, self.ended.get(session))
        return not begun or any(end is not None and end <= position for end in ends)


def _other(terms: Terms, other: Rules | Terms) -> Terms:
    if isinstance(other, Rules):
        return replace(terms, rules=other)
    late = {one.number: one.soft_close for one in other.sessions}
    sessions = tuple(
        replace(one, soft_close=late.get(one.number, one.soft_close))
        for one in terms.sessions
    )
    return replace(terms, rules=other.rules, sessions=sessions)


Late = Callable[[BidId], BidPlaced | None]
"""Finds a late bid on another lot, which kept this one open too."""


def _nowhere(_: BidId) -> None:
    """Find no bid on any other lot."""


class Moment(NamedTuple):
    """Where in the log a decision was taken, and what was in force there."""

    position: int
    day: TermsOfTheDay
    under: UnderTerms
    then: LotEvent | None = None
    """What was recorded next: it tells what a reopening was for."""
    late: Late = _nowhere
    """Where a bid on another lot is found that moved the close of this one."""


def terms_of_the_day(history: Iterable[Entry[Event]]) -> TermsOfTheDay:
    """Read what a sale announced from its own stream, which is not empty."""
    versions: list[TermsVersion] = []
    admissions: dict[Paddle, list[Admission]] = {}
    opened: dict[int, int] = {}
    ended: dict[int, int] = {}
    closed: int | None = None
    for entry in history:
        match entry.event:
            case SaleAnnounced(terms=terms, terms_hash=digest):
                versions.append(TermsVersion(1, entry.position, terms, digest, None))
            case TermsAmended() as amended:
                versions.append(_version(entry.position, amended))
            case SessionOpened(session=session):
                opened.setdefault(session, entry.position)
            case SessionClosed(session=session):
                ended.setdefault(session, entry.position)
            case SaleClosed():
                closed = entry.position
            case event:
                _admitted(admissions, entry.position, event)
    since = tuple(one.since for one in versions)
    sale = versions[0].terms.sale
    return TermsOfTheDay(
        sale, tuple(versions), admissions, opened, ended, closed, since
    )


def _version(position: int, amended: TermsAmended) -> TermsVersion:
    return TermsVersion(
        amended.version, position, amended.terms, amended.terms_hash, amended.notice
    )


def _admitted(
    admissions: dict[Paddle, list[Admission]], position: int, event: Event
) -> None:
    """Note what a paddle may do from here on."""
    match event:
        case PaddleIssued(paddle=paddle, client_class=class_, limit=limit):
            admissions[paddle] = [Admission(position, Bidder(class_), limit)]
        case PaddleLimited(paddle=paddle, limit=limit):
            held = admissions[paddle]
            held.append(held[-1]._replace(since=position, limit=limit))
        case PaddleSuspended(paddle=paddle) | PaddleReinstated(paddle=paddle):
            held, now = admissions[paddle], isinstance(event, PaddleSuspended)
            held.append(held[-1]._replace(since=position, suspended=now))
        case _:
            pass
