"""Looks: what few may see of a lot is shown once it is on record who looks, and why."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import asdict

from ledger.events import LookKind
from ledger.house import House, looks
from ledger.house.answers import Receipts
from ledger.house.command import Command
from ledger.house.records import Records
from ledger.house.replays import SaleReplay
from ledger.identity import BidId, LotId, Paddle, sale_of
from ledger.store.writer import Recorded
from presenters.shape import Amount, Decimals, Shape
from presenters.step import StepsShape, step_shape
from presenters.what_if import LotWhatIfShape, lot_what_if_shape
from web.answers import receipt_text
from web.caller import Caller
from web.operation import Said, does
from web.reading import LedgerReading
from web.wishes import WishBody, must_fit


class StepsBody(Said, frozen=True, kw_only=True):
    """Why the steps of a lot are looked at, maximums included."""

    purpose: Annotated[str, Meta(min_length=1, max_length=200)]
    """What for: it is recorded before anything is shown."""
    after: Annotated[int, Meta(ge=0, le=2**53)] = 0
    """Go on after so many steps."""
    limit: Annotated[int, Meta(ge=1, le=1000)] = 100
    """At most so many."""


class WhatIfBody(WishBody, frozen=True, kw_only=True):
    """What is to be otherwise than it was, and why that is looked at."""

    purpose: Annotated[str, Meta(min_length=1, max_length=200)]
    """What for: it is recorded before anything is shown."""


class LookBody(Said, frozen=True, kw_only=True):
    """What is looked at, and why."""

    kind: Literal["maximum", "reserve"]
    """The maximums of bidders, or the reserve."""
    purpose: Annotated[str, Meta(min_length=1, max_length=200)]
    """What for: it is recorded before anything is shown."""


class MaximumShape(Shape):
    """A bid that stands, with what few may see of it."""

    bid: BidId
    """The bid, by its number on the lot."""
    paddle: Paddle
    """Who bid."""
    maximum: Amount
    """The most that they would pay."""


class StepsLookedAtShape(StepsShape):
    """A lot step by step, for who looked at it."""

    receipt: str | None
    """The house's word for that look, a file to keep; null where it was recorded in the
    same session before."""


class WhatIfLookedAtShape(LotWhatIfShape):
    """A what-if of a lot, for who looked at it."""

    receipt: str | None
    """The house's word for that look, a file to keep; null where it was recorded in the
    same session before."""


class LookedAtShape(Shape):
    """What few may see of a lot."""

    lot: LotId
    """The lot."""
    reserve: Amount | None
    """What it is not sold below; null where there is none, or it was not looked at."""
    maximums: tuple[MaximumShape, ...]
    """The bids that stand, where they were looked at; else none."""
    receipt: str | None
    """The house's word for that look, a file to keep; null where it was recorded in the
    same session before."""


def look_at_steps(
    reading: LedgerReading, caller: Caller, lot: LotId, body: StepsBody
) -> Command:
    """Show a lot event by event, with the rules that decided; it is recorded who looks.

    Maximums are in it.
    """
    return _look(reading, caller, lot, LookKind.MAXIMUM, body.purpose)


def steps_that_are_shown(
    house: House,
    receipts: Receipts,
    recorded: Recorded,
    lot: LotId,
    body: StepsBody,
) -> StepsLookedAtShape:
    """Return the steps of a lot that was looked at."""
    steps = SaleReplay(house, sale_of(lot)).steps(lot)
    page = steps[body.after : body.after + body.limit]
    return StepsLookedAtShape(
        receipt=receipt_text(receipts, recorded),
        lot=lot,
        steps=tuple(map(step_shape, page)),
    )


def look_at_what_if(
    reading: LedgerReading, caller: Caller, lot: LotId, body: WhatIfBody
) -> Command:
    """Show the result that a lot would have had, beside its own; nothing is changed.

    It is recorded who looks, as maximums may be told from it.
    """
    must_fit(SaleReplay(reading.records, sale_of(lot)), lot, body.wish(lot))
    return _look(reading, caller, lot, LookKind.MAXIMUM, body.purpose)


def what_would_be(
    house: House, receipts: Receipts, recorded: Recorded, lot: LotId, body: WhatIfBody
) -> WhatIfLookedAtShape:
    """Return both results of a lot that was looked at."""
    return WhatIfLookedAtShape(
        receipt=receipt_text(receipts, recorded),
        **asdict(what_a_lot_would_be(house, lot, body)),
    )


def what_a_lot_would_be(
    records: Records, lot: LotId, asked: WishBody
) -> LotWhatIfShape:
    """Return both results of a lot; whoever is shown them is on record to look.

    Raises UnknownBid, or UnknownPaddle.
    """
    replay, wish = SaleReplay(records, sale_of(lot)), asked.wish(lot)
    must_fit(replay, lot, wish)
    return lot_what_if_shape(wish, replay.what_if(lot, wish))


def look_at_lot(
    reading: LedgerReading, caller: Caller, lot: LotId, body: LookBody
) -> Command:
    """Show the maximums on a lot, or its reserve; it is recorded who looks, and why."""
    return _look(reading, caller, lot, LookKind(body.kind), body.purpose)


def what_is_shown(
    house: House, receipts: Receipts, recorded: Recorded, lot: LotId, body: LookBody
) -> LookedAtShape:
    """Return what was looked at."""
    state = house.lot(lot)
    money = Decimals(state.listing.currency)
    at_maximums = body.kind == "maximum"
    return LookedAtShape(
        receipt=receipt_text(receipts, recorded),
        lot=lot,
        reserve=None if at_maximums else money(state.reserve),
        maximums=tuple(
            MaximumShape(
                bid=claim.bid, paddle=claim.paddle, maximum=money(claim.maximum)
            )
            for claim in (state.claims if at_maximums else ())
        ),
    )


def _look(
    reading: LedgerReading, caller: Caller, lot: LotId, kind: LookKind, purpose: str
) -> Command:
    caller.must_be_shown(kind)
    reading.records.lot(lot)
    return looks.look(
        kind,
        [lot],
        purpose=purpose,
        viewer=caller.actor,
        session=caller.session,
        at=reading.at,
    )


OPERATIONS = (
    does(
        "/sales/{sale}/lots/{number}/steps", "look", look_at_steps, steps_that_are_shown
    ),
    does("/sales/{sale}/lots/{number}/what-if", "look", look_at_what_if, what_would_be),
    does("/sales/{sale}/lots/{number}/looks", "look", look_at_lot, what_is_shown),
)
