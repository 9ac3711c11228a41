"""How transactions begin on a server, whatever it sets for its callers.

What a database or a role sets is a default: a transaction says what it needs itself, so
that it means the same everywhere. It says so anew each time, since a pooler may hand
each to another connection.
"""

from __future__ import annotations

_PLAIN_NAMES = "SET LOCAL quote_all_identifiers = off"
"""Names of types, and the words of a guard, are compared as they stand."""
READ = f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {_PLAIN_NAMES}"
_WRITE = f"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; {_PLAIN_NAMES}"
"""Whoever waited for a turn sees what was committed meanwhile."""
_SETTINGS = {
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    # That a commit no longer waits for a standby is said as one.
    "client_min_messages": "warning",
}
SESSION = "SET default_transaction_isolation = 'read committed'"
"""What is asked without a transaction: no standby answers as serializable."""


def turn(lock: int) -> str:
    """Return what begins a transaction in its turn, however long it waits for that.

    What a server sets for its callers ends none of them midway.
    """
    settings = "".join(
        f"SET LOCAL {name} = {value}; " for name, value in _SETTINGS.items()
    )
    return f"{_WRITE}; {settings}SELECT pg_advisory_xact_lock({lock})"


class ServerTurns:
    """The turns in which processes write: each transaction takes one for itself."""

    used = False

    def __enter__(self) -> None:
        """Have the turn given with the transaction."""
        self.used = True

    def __exit__(self, *_: object) -> None:
        """Have it given back with the transaction."""

    def close(self) -> None:
        """Let go of nothing."""
