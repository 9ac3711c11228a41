"""Sign-ins that failed, as they are listed."""

from __future__ import annotations

from datetime import datetime

from ledger.users import Users
from ledger.vault.failed_sign_ins import (
    FailedBy,
    FailureSeries,
    failure_series,
    hash_of_name,
)
from ledger.vault.passwords import who_have_passwords
from ledger.vault.vault_file import VaultFile
from presenters.shape import Shape
from presenters.times import utc_time

FAILED_COLUMNS = (
    ("tried", "left"),
    ("failures", "right"),
    ("first", "left"),
    ("last", "left"),
    ("waits until", "left"),
)


class FailedSignInsShape(Shape):
    """Sign-ins that failed one after the other, by a name or from an address."""

    by: FailedBy
    """Whether they are counted by the name that was typed, or by where it was."""
    actor: str | None
    """Whose name it is; null: nobody's who signs in, or it is counted by address."""
    network_address: str | None
    """From where; null where it is counted by name."""
    failures: int
    """How many there were."""
    first_at: datetime
    """When the first was."""
    last_at: datetime
    """When the last was."""
    waits_until: datetime | None
    """Until when nobody may try another; null: one may be tried."""


def _failed_shape(
    series: FailureSeries, actor: str | None, now: datetime
) -> FailedSignInsShape:
    return FailedSignInsShape(
        by=series.by,
        actor=actor,
        network_address=series.address,
        failures=series.failures,
        first_at=series.first_at,
        last_at=series.last_at,
        waits_until=series.waits_until if series.waits_until > now else None,
    )


def failed_shapes(
    vault: VaultFile, users: Users, now: datetime
) -> list[FailedSignInsShape]:
    """Return the sign-ins that failed lately, the latest first.

    A name is told where it is a user's or of somebody who has a password; of any other
    the vault has a hash alone.
    """
    known = {*users.users, *who_have_passwords(vault)}
    actors = {hash_of_name(vault, name): name for name in known}
    return [
        _failed_shape(series, actors.get(series.name_hash), now)
        for series in failure_series(vault, now)
    ]


def failed_row(failed: FailedSignInsShape) -> tuple[object, ...]:
    """Write failures as a row of the list."""
    until = failed.waits_until
    return (
        failed.network_address or failed.actor or "a name that nobody has",
        failed.failures,
        utc_time(failed.first_at),
        utc_time(failed.last_at),
        None if until is None else utc_time(until),
    )
