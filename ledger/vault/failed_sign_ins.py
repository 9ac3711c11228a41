"""Sign-ins that failed: how often, when, and how long it is waited before another.

They are kept in the vault, so that no restart and no second process gives anybody more
to try. Of a name a hash is kept, under a key of the vault, since people type passwords
where names belong: whoever knows a name finds it again, and nobody reads one. From
where it was tried is locked, as all is that tells of people.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ledger.value import value
from ledger.vault.cipher import locked, unlocked
from ledger.vault.derivation import derived, framed

if TYPE_CHECKING:
    from ledger.vault.vault_file import VaultFile

KEPT = timedelta(days=30)
"""So long it can be seen that a sign-in failed."""
SERIES_MAX = 20_000
"""So many series are kept; then those that let nobody wait go first."""
_PERIOD_SECONDS = 900.0


class FailedBy(StrEnum):
    """What a series of failures is counted by."""

    NAME = "name"
    """The name that was typed."""
    ADDRESS = "address"
    """From where it was tried."""


_MOST = {FailedBy.NAME: 10, FailedBy.ADDRESS: 50}
"""So many may fail at once; then one more each time a part of the period is over."""


@value(kw_only=True)
class FailureSeries:
    """Failures that followed upon one another."""

    by: FailedBy
    name_hash: str
    """By which a name is found again."""
    address: str | None
    """From where, where it is counted by that."""
    failures: int
    first_at: datetime
    last_at: datetime
    waits_until: datetime
    """When one more may be tried."""


def seconds_to_wait(vault: VaultFile, by: FailedBy, text: str, at: datetime) -> float:
    """Return for how long nobody may try again; 0: it need not be waited.

    It is the generic cell rate algorithm: one moment is kept for each that is counted.
    """
    rows = vault.rows(
        "SELECT free_at FROM failures WHERE hash = ?", _hash(vault, by, text)
    )
    return max(0.0, _may_try(by, rows[0][0]) - at.timestamp()) if rows else 0.0


def note_failure(vault: VaultFile, by: FailedBy, text: str, at: datetime) -> None:
    """Note that a sign-in failed; a series whose wait is long over begins anew."""
    now, step = at.timestamp(), _PERIOD_SECONDS / _MOST[by]
    name_hash = _hash(vault, by, text)
    address = None
    if by is FailedBy.ADDRESS:
        address = locked(vault.root, text.encode(), *_context(vault, name_hash))
    with vault.writing() as connection:
        connection.execute(
            "INSERT INTO failures VALUES (?, ?, ?, 1, ?, ?, ?) "
            "ON CONFLICT (hash) DO UPDATE SET last_at = excluded.last_at, "
            "failures = iif(free_at > excluded.last_at, failures + 1, 1), "
            "first_at = iif(free_at > excluded.last_at, first_at, excluded.last_at), "
            "free_at = max(free_at, excluded.last_at) + ?",
            (name_hash, by.value, address, now, now, now + step, step),
        )
        connection.execute(
            "DELETE FROM failures WHERE last_at < ? OR (free_at <= ? AND "
            "(SELECT count(*) FROM failures) > ?)",
            (now - KEPT.total_seconds(), now, SERIES_MAX),
        )


def failure_series(vault: VaultFile, at: datetime) -> list[FailureSeries]:
    """Return every series of the time that they are kept for, the latest first."""
    rows = vault.rows(
        "SELECT hash, kind, address, failures, first_at, last_at, free_at "
        "FROM failures WHERE last_at >= CAST(? AS REAL) ORDER BY last_at DESC, hash",
        str((at - KEPT).timestamp()),
    )
    return [_series(vault, *row) for row in rows]


def hash_of_name(vault: VaultFile, name: str) -> str:
    """Return by what a name that is known is found among what failed."""
    return _hash(vault, FailedBy.NAME, name)


def _may_try(by: FailedBy, free_at: float) -> float:
    return free_at + _PERIOD_SECONDS / _MOST[by] - _PERIOD_SECONDS


def _hash(vault: VaultFile, by: FailedBy, text: str) -> str:
    key = derived(vault.root, "lotledger/failed-sign-ins/v1")
    content = text.encode(errors="surrogatepass")
    return hmac.digest(key, framed(by.value, content), "sha256").hex()


def _series(vault: VaultFile, *row: Any) -> FailureSeries:  # noqa: ANN401 (a row)
    name_hash, kind, address, failures, first_at, last_at, free_at = row
    by = FailedBy(kind)
    if address is not None:
        address = unlocked(vault.root, address, *_context(vault, name_hash)).decode()
    first, last, until = (
        datetime.fromtimestamp(each, UTC)
        for each in (first_at, last_at, _may_try(by, free_at))
    )
    return FailureSeries(
        by=by,
        name_hash=name_hash,
        address=address,
        failures=failures,
        first_at=first,
        last_at=last,
        waits_until=until,
    )


def _context(vault: VaultFile, name_hash: str) -> tuple[str, ...]:
    return ("lotledger/failed-sign-in/v1", vault.ledger_id, name_hash)
