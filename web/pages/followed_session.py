"""Which session in the room a page follows: the one that it names, or that is on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from ledger.sale import Sale
from projections.catalogue import Listing
from projections.lot_states import Room
from web.operation import AsOfQuery
from web.problem import HttpProblem


class RoomQuery(AsOfQuery, frozen=True, kw_only=True):
    """Which session is followed."""

    session: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    """The one that is on, or comes next, where nothing is said."""


def session_number(sale: Sale, named: int | None) -> int | None:
    """Return the session in the room that is on, or comes next, or was the last."""
    in_the_room = sale.terms.floor_sessions
    if named is not None and named not in in_the_room:
        which = ", ".join(map(str, in_the_room)) or "none"
        raise HttpProblem(
            404,
            "no-such-session",
            "No such session",
            f"{named} is no session in a room of sale {sale.id}: {which}.",
        )
    ahead = [session for session in in_the_room if session not in sale.ended]
    begun = [session for session in ahead if session in sale.opened]
    return named or next(iter((*begun, *ahead, *in_the_room[-1:])), None)


def lot_up(pages: Sequence[Listing], sale: Sale, named: int | None) -> Listing | None:
    """Return the lot that is up in the session named, or in any, the one on first."""
    number = session_number(sale, named)
    up = [page for page in pages if page.room is Room.UP]
    followed = [page for page in up if page.session == number]
    return next(iter((*followed, *(up if named is None else ()))), None)
