"""A replay for the file: run once, and again from what was written down of it.

What is filed names the last position that was read, and holds all that was asked, other
terms whole. So it can be run again in any later year, and comes to the same unless the
rules in the code are others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from json import dumps, loads
from typing import Any

from ledger.dispute import digest_of
from ledger.events import ReplayFiled
from ledger.house.records import Records
from ledger.house.replays import SaleReplay
from ledger.identity import BidId, LotId, Paddle, sale_of
from ledger.replay.difference import difference_json
from ledger.replay.told import moment
from ledger.replay.what_if import comparison_json
from ledger.replay.wish import Wish
from ledger.store import codec
from ledger.terms.bidding import StrikePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledReplay:
    """A replay of a lot with what went in and what came out, as it is filed."""

    as_of: int
    """The last position that it had read."""
    inputs: str
    result: str


def replay_for_the_file(records: Records, lot: LotId, wish: Wish | None) -> FiledReplay:
    """Replay a lot as its record stands, for the file.

    Without a wish every decision is taken again under the terms of the day. Raises
    UnknownLot.
    """
    as_of = records.head()
    known = records.as_of(as_of)
    known.lot(lot)
    inputs = {"lot": lot, "what_if": None if wish is None else _wish_whole(wish)}
    result = _result(known, lot, wish)
    return FiledReplay(as_of=as_of, inputs=_written(inputs), result=_written(result))


def comes_to_the_same(records: Records, filed: ReplayFiled) -> bool:
    """Run a filed replay again from what is on file, and compare the digests."""
    asked = loads(filed.inputs)
    wish = None if asked["what_if"] is None else _read_wish(asked["what_if"])
    known = records.as_of(filed.as_of)
    again = _written(_result(known, LotId(asked["lot"]), wish))
    return digest_of(again) == filed.digest


def _result(known: Records, lot: LotId, wish: Wish | None) -> dict[str, object]:
    replay = SaleReplay(known, sale_of(lot))
    if wish is not None:
        return comparison_json(replay.what_if(lot, wish))
    recount = replay.recompute(lot)
    return {
        "lot": lot,
        "events": recount.events,
        "differences": [difference_json(one) for one in recount.differences],
    }


def _written(value: Mapping[str, object]) -> str:
    """Write JSON as it is filed: its digest is taken of this text."""
    return dumps(value, ensure_ascii=False, separators=(",", ":"))


def _wish_whole(wish: Wish) -> dict[str, object]:
    return {
        "without": list(wish.without),
        "without_bidders": list(wish.without_paddles),
        "terms": None if wish.terms is None else loads(codec.write_terms(wish.terms)),
        "closes_at": None if wish.closes_at is None else moment(wish.closes_at),
        "policy": None if wish.policy is None else wish.policy.value,
    }


def _read_wish(asked: dict[str, Any]) -> Wish:
    terms, closes_at, policy = asked["terms"], asked["closes_at"], asked["policy"]
    return Wish(
        without=tuple(BidId(bid) for bid in asked["without"]),
        without_paddles=tuple(Paddle(one) for one in asked["without_bidders"]),
        terms=None if terms is None else codec.read_terms(dumps(terms)),
        closes_at=None if closes_at is None else datetime.fromisoformat(closes_at),
        policy=None if policy is None else StrikePolicy(policy),
    )
