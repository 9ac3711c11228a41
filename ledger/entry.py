"""An event in its place in the log: where it stands, who recorded it, when and why."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Generic, NamedTuple, NewType, TypeVar

from ledger.events import Event
from ledger.identity import (
    BankAccountId,
    ClientId,
    CreditNoteId,
    DisputeId,
    HoldId,
    InvoiceId,
    LotId,
    Paddle,
    Role,
    SaleId,
    SeriesId,
)
from ledger.value import later, value

StreamId = NewType("StreamId", str)
"""One aggregate's own history: ``lot:HERITAGE-2025-12/50001``."""

E = TypeVar("E", bound=Event, covariant=True)


class InStream(NamedTuple):
    """An event as it is stored: its position, and which of its stream it is, from 1."""

    position: int
    version: int
    event: Event


LEDGER_STREAM = StreamId("ledger")
"""The ledger's own history: how it began, and what it runs on."""

USERS_STREAM = StreamId("users")
"""The history of who may act, with which key and in which roles."""

PERIODS_STREAM = StreamId("periods")
"""The history of how far the books were locked, and opened again."""


def sale_stream(sale: SaleId) -> StreamId:
    """Name the stream of a sale."""
    return StreamId(f"sale:{sale}")


def lot_stream(lot: LotId) -> StreamId:
    """Name the stream of a lot."""
    return StreamId(f"lot:{lot}")


def client_stream(client: ClientId) -> StreamId:
    """Name the stream of a client."""
    return StreamId(f"client:{client}")


def hold_stream(hold: HoldId) -> StreamId:
    """Name the stream of a legal hold."""
    return StreamId(f"hold:{hold}")


def dispute_stream(dispute: DisputeId) -> StreamId:
    """Name the stream of a dispute."""
    return StreamId(f"dispute:{dispute}")


def invoice_stream(invoice: InvoiceId) -> StreamId:
    """Name the stream of an invoice: what it charges, what was paid and credited."""
    return StreamId(f"invoice:{invoice}")


def credit_note_stream(note: CreditNoteId) -> StreamId:
    """Name the stream of a credit note."""
    return StreamId(f"credit-note:{note}")


def account_stream(sale: SaleId, paddle: Paddle) -> StreamId:
    """Name the stream of what a buyer is charged in a sale beside the lots."""
    return StreamId(f"account:{sale}/{paddle}")


def consignment_stream(sale: SaleId, consignor: ClientId) -> StreamId:
    """Name the stream of a consignor's account in one sale."""
    return StreamId(f"consignment:{sale}/{consignor}")


def funds_stream(client: ClientId | None) -> StreamId:
    """Name the stream of a client's money that is for no invoice, or of suspense."""
    return StreamId("suspense" if client is None else f"funds:{client}")


def bank_stream(account: BankAccountId) -> StreamId:
    """Name the stream of a bank account of the house."""
    return StreamId(f"bank:{account}")


def series_stream(series: SeriesId) -> StreamId:
    """Name the stream of a series of numbers: its versions are the numbers."""
    return StreamId(f"series:{series}")


def tax_stream(jurisdiction: str) -> StreamId:
    """Name the stream of a jurisdiction's tax rates."""
    return StreamId(f"tax:{jurisdiction}")


def own_tax_stream(jurisdiction: str) -> StreamId:
    """Name the stream of the tax that the house itself accounts for in a place."""
    return StreamId(f"own-tax:{jurisdiction}")


def looks_stream(viewer: str, at: datetime) -> StreamId:
    """Name the stream of what a name looked at on a day, by UTC."""
    return StreamId(f"looks:{viewer}/{at.astimezone(UTC).date()}")


def same_person(name: str, other: str) -> bool:
    """Say whether two names are one person's, however they were typed."""
    return _normalised_name(name) == _normalised_name(other)


def _normalised_name(name: str) -> str:
    return " ".join(name.split()).casefold()


class KnownBy(StrEnum):
    """How it is known who an actor is."""

    SIGNED_IN = "signed-in"
    """They proved it to the ledger itself."""
    LOGIN = "login"
    """The system they typed at had them logged in under this name."""
    TOLD = "told"
    """Somebody typed the name."""


class Way(StrEnum):
    """The way by which a command came."""

    COMMAND = "command"
    CONSOLE = "console"
    IMPORT = "import"
    SERVICE = "service"


@value(kw_only=True)
class Evidence:
    """What shows that an entry is right, such as a slip or a recording."""

    place: str
    sha256: str


@value(kw_only=True)
class Approval:
    """What a second person signed: the very command, for one use."""

    digest: str
    """The SHA-256 of what was asked for."""
    signature: str
    """The signature in Base 64, by the key that was the second person's then. Of who
    signed in to a service, a code that its vault makes alone (HMAC with SHA-256)."""
    session: str | None = later(default=None)
    """The session of a service in which they approved it; None: by their own key."""


@value(kw_only=True)
class BroughtForward:
    """Where an entry stood in the ledger that this one goes on from, and since when."""

    position: int
    recorded_at: datetime


@value(kw_only=True)
class Attribution:
    """The person behind an entry: the actor, their role, for whom, why, and when.

    ``recorded_at`` is the machine's clock in a live ledger, whatever a command comes
    with; ``claimed_at`` is what was typed beside it. In a rehearsal it is what the
    typist says, and neither login nor way is kept. ``key`` makes a command safe to
    repeat: the same command under the same key gives the first answer again and
    records nothing twice. ``reason`` is mandatory for corrections.
    """

    actor: str
    role: Role
    recorded_at: datetime
    known: KnownBy | None = None
    """None where nothing was said about it, as in a rehearsal: the name was told."""
    login: str | None = None
    """Who was logged in, where that is another name than the actor's."""
    way: Way | None = None
    session: str | None = None
    """Within what was signed in to."""
    second: str | None = None
    """Who else authorised it."""
    approval: Approval | None = None
    """What shows that they did; None where the second person was told."""
    claimed_at: datetime | None = None
    on_behalf_of: str | None = None
    reason: str | None = None
    evidence: Evidence | None = None
    key_id: str | None = None
    """The key under which parts of the entry are sealed."""
    key: str | None = None
    brought: BroughtForward | None = None
    """What it is a copy of, with its actor and reason; None: it was recorded first
    here."""

    def speaks_for(self, person: str) -> bool:
        """Say whether a person acts here, or has somebody act for them."""
        names = (self.actor, self.on_behalf_of)
        return any(same_person(name, person) for name in names if name is not None)


@value
class EntryMark:
    """What an entry is known again by: its id, and the SHA-256 of its text."""

    id: str
    digest: str


@value(kw_only=True)
class Entry(Generic[E]):
    """One row of the log.

    ``position`` counts all events of the ledger, dense from 1; ``version`` those of
    the stream. ``causation`` is the id of the event of the same command that this one
    follows from. The id is a UUID derived from ledger, stream and version.
    """

    position: int
    stream: StreamId
    version: int
    type: str
    id: str
    ledger: str
    by: Attribution
    causation: str | None
    event: E
