"""A replay for the file: run once, and again from what was written down of it.

What is filed names the last position that was read, and holds all that was asked, other
terms whole. So it can be run again in any later year, by the method of that year.
"""

from __future__ import annotations

from json import dumps, loads

from ledger.events.dispute import ReplayFiled, digest_of
from ledger.house.replays import SaleReplay
from ledger.identity import BidId, LotId, Paddle
from ledger.replay.filed import (
    FiledWish,
    Filing,
    Outcome,
    filed_comparison,
    filed_recount,
    read_filing,
    write_inputs,
    write_result,
)
from ledger.replay.wish import Wish
from ledger.store.terms_text import read_terms, write_terms
from ledger.terms.bidding import StrikePolicy
from ledger.value import value


@value(kw_only=True)
class FiledReplay:
    """A replay of a lot with what went in and what came out, as it is filed."""

    as_of: int
    """The last position that it had read."""
    inputs: str
    result: str


@value(kw_only=True)
class FilingCheck:
    """A filed replay, checked by its digest and beside a run of today."""

    filing: Filing
    intact: bool
    """The result is the one that its digest was taken of."""
    today: Outcome
    """The result of the same question by today's method."""
    same: bool | None
    """Today comes to the same; None where it was filed by another method."""


def replay_for_the_file(
    replay: SaleReplay, lot: LotId, wish: Wish | None
) -> FiledReplay:
    """Replay a lot as its record stands, for the file.

    Without a wish every decision is taken again under the terms of the day. Raises
    UnknownLot.
    """
    inputs = write_inputs(lot, None if wish is None else _filed_wish(wish))
    result = write_result(_outcome(replay, lot, wish, as_of=replay.as_of))
    return FiledReplay(as_of=replay.as_of, inputs=inputs, result=result)


def checked(replay: SaleReplay, filed: ReplayFiled) -> FilingCheck:
    """Check a filed replay by its digest, and run it again by today's method.

    It is none that is still sealed.
    """
    assert filed.inputs is not None, "what was asked is read"
    assert filed.result is not None, "what was found is read"
    filing = read_filing(filed.inputs, filed.result)
    wish = None if filing.wish is None else _wish_from_file(filing.wish)
    today = _outcome(replay, filing.lot, wish, as_of=filed.as_of)
    same = write_result(today) == filed.result if filing.of_today else None
    intact = digest_of(filed.result) == filed.digest
    return FilingCheck(filing=filing, intact=intact, today=today, same=same)


def _outcome(
    replay: SaleReplay, lot: LotId, wish: Wish | None, *, as_of: int
) -> Outcome:
    if wish is not None:
        return filed_comparison(replay.what_if(lot, wish, as_of=as_of))
    return filed_recount(replay.recompute(lot, as_of=as_of), replay.currency)


def _filed_wish(wish: Wish) -> FiledWish:
    return FiledWish(
        without=wish.without,
        without_bidders=wish.without_paddles,
        terms=None if wish.terms is None else loads(write_terms(wish.terms)),
        closes_at=wish.closes_at,
        policy=None if wish.policy is None else wish.policy.value,
    )


def _wish_from_file(filed: FiledWish) -> Wish:
    return Wish(
        without=tuple(BidId(bid) for bid in filed.without),
        without_paddles=tuple(Paddle(paddle) for paddle in filed.without_bidders),
        terms=None if filed.terms is None else read_terms(dumps(filed.terms)),
        closes_at=filed.closes_at,
        policy=None if filed.policy is None else StrikePolicy(filed.policy),
    )
