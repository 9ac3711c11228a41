"""What the writer is handed: a command, and whether anything may be recorded at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from ledger.proof.tree import Frontier
from ledger.store.connection import WriteConnection
from ledger.store.transaction import Transaction

T_contra = TypeVar("T_contra", bound=Transaction, contravariant=True)


class Submitted(Protocol[T_contra]):
    """A command as the writer needs it.

    It reads aggregates and records events in a transaction, or raises a Refusal. Two
    commands with one key must have the same digest, which is asked for with a key only.
    """

    @property
    def decide(self) -> Callable[[T_contra], object]:
        """The function that decides it."""

    @property
    def takes_over(self) -> bool:
        """Say whether it is what a person says where nothing else may be recorded."""

    def digest(self, key: bytes | None) -> str:
        """Return what is kept with its key: a digest that the ledger's own key makes.

        None: the ledger has no such key.
        """

    def is_kept_as(self, kept: str, key: bytes | None) -> bool:
        """Say whether what is kept with a key is this command's."""


class Permit(Protocol):
    """Whether a ledger is still the one that it was, and may be written to."""

    def bar(self, connection: WriteConnection) -> Exception | None:
        """Return why nothing may be recorded now, None where it may."""

    def recorded(self, frontier: Frontier) -> None:
        """Take the log as seen that this process has just recorded."""
