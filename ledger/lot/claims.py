"""The bids taken on a lot, shared from one version of it to the next."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime
from typing import overload

from ledger.contest import Claim
from ledger.identity import HOUSE, BidId, Paddle
from ledger.seal import Unread


class Claims(Sequence[Claim]):
    """Every bid taken on a lot, in order of entry; adding one shares the rest.

    All versions share one growing list, so a lot of n bids costs n, not n squared.
    """

    __slots__ = ("_length", "_shared", "latest")

    def __init__(
        self,
        shared: list[Claim] | None = None,
        length: int = 0,
        latest: datetime | None = None,
    ) -> None:
        self._shared: list[Claim] = [] if shared is None else shared
        self._length = length
        self.latest = latest
        """The latest receipt of them all, None without any."""

    def adding(self, *claims: Claim) -> Claims:
        """Return these claims and some more; these stay as they are."""
        shared, length = self._shared, self._length
        latest = _latest_of(claims, self.latest)
        if len(shared) == length:
            shared.extend(claims)
            # Where another thread was quicker, its claim stands there: branch off.
            if shared[length] is claims[0]:
                return Claims(shared, length + len(claims), latest)
        return Claims([*shared[:length], *claims], length + len(claims), latest)

    def without(self, bids: Container[BidId]) -> Claims:
        """Return the claims that are left once some bids are taken out."""
        left = [claim for claim in self if claim.bid not in bids]
        return Claims(left, len(left), _latest_of(left, None))

    def find(self, bid: BidId) -> Claim | None:
        """Return the claim of one bid, None where it does not stand."""
        return next((claim for claim in self if claim.bid == bid), None)

    def words(self) -> dict[Paddle, Claim]:
        """Return the last word of each paddle, in order of entry.

        A lowered maximum is one too.
        """
        words: dict[Paddle, Claim] = {}
        for claim in self:
            words.pop(claim.paddle, None)
            words[claim.paddle] = claim
        return words

    def best(self, *, but: Container[Paddle] = ()) -> Claim | None:
        """Return the highest last word, leaving out those of some paddles."""
        best = None
        for paddle, claim in self.words().items():
            if paddle not in but:
                best = claim if best is None else better(claim, best)
        return best

    def under(self, leader: Paddle | None) -> tuple[Claim | None, Claim | None]:
        """Return the best bid but a leader's, and the next where no bidder leads."""
        under = self.best(but=() if leader is None else (leader,))
        if under is None or leader not in (None, HOUSE):
            return under, None
        return under, self.best(but=(under.paddle,))

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Claim]:
        return (self._shared[place] for place in range(self._length))

    @overload
    def __getitem__(self, place: int) -> Claim: ...
    @overload
    def __getitem__(self, place: slice) -> list[Claim]: ...
    def __getitem__(self, place: int | slice) -> Claim | list[Claim]:
        if isinstance(place, slice):
            return [self._shared[n] for n in range(*place.indices(self._length))]
        return self._shared[range(self._length)[place]]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Claims) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def _latest_of(claims: Iterable[Claim], latest: datetime | None) -> datetime | None:
    for claim in claims:
        if latest is None or claim.received_at > latest:
            latest = claim.received_at
    return latest


def better(claim: Claim, other: Claim) -> Claim:
    """Return the higher of two claims, of equals the one received first.

    The first of the two was entered later.
    """
    try:
        most, others = claim.maximum, other.maximum
    except Unread:
        # By the record: a bid reaches what is asked, beyond all but the leader's.
        return claim
    if most != others:
        return claim if most > others else other
    return claim if claim.received_at < other.received_at else other
