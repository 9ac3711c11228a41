"""A lot in the catalogue as everybody may see it: what it is, and where it stands."""

from __future__ import annotations

from datetime import datetime

from ledger.events import QuantityMode
from ledger.events.vocabulary import Stage
from ledger.identity import LotId
from ledger.lot import Lot
from ledger.money import Currency
from ledger.terms.sessions import SessionKind
from presenters.lot import PictureShape, picture_shape
from presenters.public_view import bids_to_be_seen
from presenters.shape import Amount, Decimals, Shape
from projections.catalogue import Listing
from projections.lot_states import ReserveState, Room


class PublicEntryShape(Shape):
    """A lot as its catalogue has it and the saleroom shows it: no paddle, no maximum.

    Prices are per piece where it is sold times the money.
    """

    lot: LotId
    """The lot."""
    lot_number: str
    """Its number in the catalogue."""
    session: int
    """The session of the sale, from 1."""
    kind: SessionKind
    """Whether it is sold in the room or by the clock."""
    title: str
    """What is printed above the description."""
    description: str
    """What is printed of it."""
    category: str | None
    """What it is, as the catalogue sorts lots."""
    low_estimate: Amount | None
    """What it is thought to bring at least."""
    high_estimate: Amount | None
    """What it is thought to bring at most."""
    opening: Amount
    """What the bidding starts at."""
    quantity: int
    """How many pieces it has."""
    quantity_mode: QuantityMode
    """Whether the bid pays for all pieces, or for each."""
    currency: str
    """The currency of its amounts, by ISO 4217."""
    ends_at: datetime
    """When proxy bids end, or a timed lot closes."""
    stage: Stage
    """How far the lot has come."""
    on_the_block: bool
    """Whether it is up in the room."""
    left_for_later: bool
    """Whether it was skipped in the room, and comes up again."""
    price: Amount | None
    """Where the bidding stands or ended; null before the first bid."""
    asking: Amount
    """The least that the next bidder must offer."""
    reserve_met: bool | None
    """Whether the reserve is met; null where there is none."""
    bids: int
    """How many bids stand, without the house's own, and without what a leader raised:
    that is for nobody to see."""
    phones: int
    """How many bidders are registered to be telephoned."""
    tracking: int
    """How many follow it."""
    pictures: tuple[PictureShape, ...]
    """Its pictures, in their order: each at ``/pictures/SHA-256`` below its page."""
    hammer: Amount | None
    """The hammer price; null while the lot is not sold."""
    realised: Amount | None
    """Hammer price and premium together; null while the lot is not sold."""


_RESERVE_MET = {
    ReserveState.NONE: None,
    ReserveState.MET: True,
    ReserveState.NOT_MET: False,
}


def public_entry_shape(page: Listing, lot: Lot) -> PublicEntryShape:
    """Return a lot of a catalogue as everybody may see it."""
    money = Decimals(Currency(page.currency))
    return PublicEntryShape(
        lot=page.lot,
        lot_number=page.number,
        session=page.session,
        kind=page.kind,
        title=page.title,
        description=page.description,
        category=page.category,
        low_estimate=money(page.low_estimate),
        high_estimate=money(page.high_estimate),
        opening=money(page.opening),
        quantity=page.quantity,
        quantity_mode=page.quantity_mode,
        currency=page.currency,
        ends_at=page.ends_at,
        stage=page.stage,
        on_the_block=page.room is Room.UP,
        left_for_later=page.room is Room.LATER,
        price=money(page.price),
        asking=money(page.asking),
        reserve_met=_RESERVE_MET[page.reserve],
        bids=bids_to_be_seen(lot),
        phones=page.phones,
        tracking=page.tracking,
        pictures=tuple(map(picture_shape, lot.pictures)),
        hammer=money(page.hammer),
        realised=money(page.realised),
    )
