"""Bidders: clients, their paddles, and the lots they are registered for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from ledger.events import ClientKind
from ledger.house import clients, lots, sales
from ledger.house.command import Command
from ledger.house.records import Records
from ledger.identity import Channel, ClientId, LotId, Paddle, SaleId
from ledger.roles import Sight
from presenters.client import ClientShape, client_shape
from presenters.client_places import client_places
from presenters.moment import LedgerMoment
from projections.mentions import Subject, SubjectKind, positions_of
from web.amounts import AmountText, price_if_any
from web.answers import what_was_recorded
from web.caller import Caller
from web.derived import asks_for
from web.fields import ClientText, PaddleText
from web.operation import Said, does, reads
from web.reading import LedgerReading


class ClientBody(Said, frozen=True, kw_only=True):
    """A client who is enrolled."""

    kind: ClientKind = ClientKind.PERSON
    """A person or a firm."""
    client_class: Annotated[str, Meta(max_length=40)] | None = None
    """A class that the terms name, such as ``dealer``."""


class PaddleBody(Said, frozen=True, kw_only=True):
    """A paddle that is issued."""

    client: ClientText
    """Who holds it."""
    limit: AmountText | None = None
    """Its credit limit, at hammer; the client's, where nothing is said."""


class RegistrationBody(Said, frozen=True, kw_only=True):
    """A bidder who is registered for a lot."""

    paddle: PaddleText
    """Who is registered."""
    channel: Channel = Channel.PHONE
    """How they will bid."""
    phone_line: Annotated[int, Meta(ge=1, le=999)] | None = None
    """The line of the house that calls them."""


class FollowerBody(Said, frozen=True, kw_only=True):
    """A client who follows a lot, or no more."""

    client: ClientText
    """Who follows it; a bidder follows for themselves."""


def enrol_client(client: ClientId, body: ClientBody) -> Command:
    """Enrol a client, under the house's own number for them."""
    return clients.enrol(client, kind=body.kind, client_class=body.client_class)


def show_client(reading: LedgerReading, client: ClientId) -> ClientShape:
    """Show a client: limits, certificates, tax numbers; no name."""
    with reading.at_present_moment() as moment:
        positions = positions_of_client(moment, client)
    return client_at(moment.records, client, positions)


def positions_of_client(moment: LedgerMoment, client: ClientId) -> list[int]:
    """Return where all stands that touches a client."""
    subject = Subject(SubjectKind.CLIENT, client)
    return positions_of(moment.db, subject, upto=moment.records.upto)


def client_at(
    records: Records, client: ClientId, positions: Sequence[int]
) -> ClientShape:
    """Return a client by what touches them; raises UnknownClient."""
    followed = records.client_followed(client)
    places = client_places(records, records.entries_at(positions), client)
    file = [entry for entry, _ in followed]
    funds = records.funds(client)
    return client_shape(followed[-1].after, places, funds, file, kept_fields=None)


def issue_paddle(
    reading: LedgerReading, sale: SaleId, paddle: Paddle, body: PaddleBody
) -> Command:
    """Issue a paddle of a sale to a client."""
    currency = reading.records.sale(sale).terms.rules.currency
    return sales.issue_paddle(
        sale,
        paddle,
        client=ClientId(body.client),
        limit=price_if_any(body.limit, currency),
    )


def suspend_paddle(sale: SaleId, paddle: Paddle) -> Command:
    """Suspend a paddle; needs a reason."""
    return sales.suspend_paddle(sale, paddle)


def reinstate_paddle(sale: SaleId, paddle: Paddle) -> Command:
    """Reinstate a paddle; needs a reason."""
    return sales.reinstate_paddle(sale, paddle)


def register_bidder(lot: LotId, body: RegistrationBody) -> Command:
    """Register a bidder for a lot."""
    return lots.register(
        lot,
        paddle=Paddle(body.paddle),
        channel=body.channel,
        phone_line=body.phone_line,
    )


def track_a_lot(caller: Caller, lot: LotId, body: FollowerBody) -> Command:
    """Let a client follow a lot."""
    caller.must_follow_for_themselves(body.client)
    return lots.track(lot, ClientId(body.client))


def untrack_a_lot(caller: Caller, lot: LotId, body: FollowerBody) -> Command:
    """Let a client stop following a lot."""
    caller.must_follow_for_themselves(body.client)
    return lots.untrack(lot, ClientId(body.client))


_LOT = "/sales/{sale}/lots/{number}"
_PADDLE = "/sales/{sale}/paddles/{paddle}"

OPERATIONS = (
    reads("/clients/{client}", Sight.CLIENTS, show_client),
    does(
        "/clients/{client}",
        "enrol a client",
        enrol_client,
        what_was_recorded,
        method="PUT",
    ),
    does(_PADDLE, "issue a paddle", issue_paddle, what_was_recorded, method="PUT"),
    does(
        f"{_PADDLE}/suspension", "suspend a paddle", suspend_paddle, what_was_recorded
    ),
    does(
        f"{_PADDLE}/reinstatement",
        "reinstate a paddle",
        reinstate_paddle,
        what_was_recorded,
    ),
    does(
        f"{_LOT}/registrations",
        "register for a lot",
        register_bidder,
        what_was_recorded,
    ),
    asks_for(f"{_LOT}/registrations/cancellation", lots.cancel_registration),
    does(f"{_LOT}/followers", "track a lot", track_a_lot, what_was_recorded),
    does(
        f"{_LOT}/followers/removal", "untrack a lot", untrack_a_lot, what_was_recorded
    ),
)
