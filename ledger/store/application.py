"""A ledger as the event-sourcing library knows an application: read, never written.

Its doors (``ApplicationSubscription``, ``ProjectionRunner``, ``notification_log``,
``repository.get``) give entries of the log, as they are stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeVar

from eventsourcing.application import Application
from eventsourcing.persistence import Mapper, Notification, StoredEvent

from ledger.entry import Entry
from ledger.events import Event
from ledger.store.codec import Codec

if TYPE_CHECKING:
    from eventsourcing.domain import DomainEventProtocol

S = TypeVar("S")
E = TypeVar("E", bound=Event)


class LedgerMapper(Mapper[str]):
    """Makes entries of stored events; nothing is stored through it.

    Any application of the library reads a ledger by it, with
    ``MAPPER_TOPIC=ledger.store.application:LedgerMapper``.
    """

    def __init__(self, *_: object, **__: object) -> None:
        # The codec alone knows how a text is read: nothing is packed or encrypted.
        self._codec = Codec()

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Read a stored event as an entry; raises LedgerDamaged where it cannot be."""
        assert isinstance(stored_event, Notification), "a ledger has one order"
        return self._codec.stored_entry(
            (
                stored_event.id,
                str(stored_event.originator_id),
                stored_event.originator_version,
                stored_event.topic,
                stored_event.state,
            )
        )

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> NoReturn:
        """Refuse to write: only the house checks the rules."""
        raise NotImplementedError(
            f"{domain_event} was not recorded: a ledger takes events from the house "
            "alone, which checks the rules. Ask it, with House.do."
        )


class LedgerApplication(Application[str]):
    """Reads the ledger at ``LOTLEDGER_URL``, a path or a database URL."""

    name = "lotledger"
    env: ClassVar[dict[str, str]] = {
        "PERSISTENCE_MODULE": "ledger.store",
        "CREATE_TABLE": "no",
        "MAPPER_TOPIC": "ledger.store.application:LedgerMapper",
    }


def projector(
    evolve_all: Callable[[Iterable[E], S | None], S | None],
) -> Callable[[S | None, Iterable[Entry[E]]], S | None]:
    """Let ``repository.get`` load an aggregate of ours by what evolves it."""

    def project(state: S | None, entries: Iterable[Entry[E]]) -> S | None:
        return evolve_all((entry.event for entry in entries), state)

    return project
