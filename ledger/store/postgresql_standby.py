"""Whether a server waits for a standby with what it commits, and for a named one.

A ledger demands one by a setting of its database, which every process reads that
records in it. Where Patroni keeps the cluster it is asked as well: a standby that it
has not made known yet may acknowledge, and may not be promoted.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple, Self
from urllib.error import URLError
from urllib.request import urlopen

from ledger.damage import LedgerDamaged

REQUIRED = "lotledger.require_standby"
"""The setting of a database whose ledger demands a standby."""
PATRONI = "lotledger.patroni"
"""The setting that says where Patroni is asked which standby is synchronous."""
_OFF = {"", "off", "false", "no", "0"}
_WAITS = {"on", "remote_apply"}
"""Where a commit waits until a standby has it on its disk."""
_ANY = "*"
"""Stands for every standby there is, also one that keeps nothing."""
_SYNCHRONOUS = {"sync_standby", "quorum_standby"}
"""What Patroni calls a standby that may be promoted, and has all that was answered."""
_PATRONI_SECONDS = 2.0
_NAME = re.compile(r"[^\s,()\"]+")

ASKED = (
    "SELECT current_setting('synchronous_commit'), "
    "current_setting('synchronous_standby_names'), pg_conf_load_time()::text, "
    f"coalesce(current_setting('{REQUIRED}', true), ''), "
    f"coalesce(current_setting('{PATRONI}', true), '')"
)
"""What a server says of its standbys, as it is set up now."""
CONNECTED = (
    "SELECT EXISTS (SELECT FROM pg_stat_replication "
    "WHERE coalesce(sync_state, 'sync') IN ('sync', 'quorum'))"
)
"""Whether one is there; a role that may not see which counts any."""


class Standby(NamedTuple):
    """What a server waits for with a commit, as it was set up at a moment."""

    commit: str
    names: str
    since: str
    """When it was set up so."""
    required: str
    patroni: str

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Self:
        """Read what a server answers."""
        return cls(*map(str, row))

    @property
    def is_waited_for(self) -> bool:
        """Say whether a commit waits until a standby that is named has it."""
        return self.commit in _WAITS and bool(self.names) and _ANY not in self.names

    @property
    def is_required(self) -> bool:
        """Say whether the ledger takes nothing that a standby does not have."""
        return self.required.lower() not in _OFF


def must_be_named(standby: Standby) -> None:
    """Raise LedgerDamaged where a server waits for no standby that is named."""
    if standby.commit not in _WAITS:
        raise _refused(f"it says synchronous_commit = {standby.commit}")
    if not standby.is_waited_for:
        raise _refused(f"it says synchronous_standby_names = '{standby.names}'")


def must_be_connected(*, there: bool) -> None:
    """Raise LedgerDamaged where no synchronous standby is connected."""
    if not there:
        raise _refused("no synchronous standby is connected to it")


def must_be_known(standby: Standby, *, leads: str) -> None:
    """Raise LedgerDamaged where Patroni does not say that a standby is synchronous.

    The one beside the server that leads is asked first: it knows first, and is there.
    """
    if not standby.patroni:
        return
    named = set(_NAME.findall(standby.names))
    for member in _members(standby.patroni, leads):
        if member.get("role") in _SYNCHRONOUS and member.get("name") in named:
            return
    raise _refused(f"Patroni names none of {standby.names} as a synchronous standby")


def _members(addresses: str, leads: str) -> list[dict[str, Any]]:
    """Ask the first Patroni that answers who is in its cluster."""
    every = filter(None, map(str.strip, addresses.split(",")))
    for address in sorted(every, key=lambda each: leads not in each):
        if not address.startswith(("http://", "https://")):
            raise _refused(f"{PATRONI} names {address}, which is no address of HTTP")
        try:
            with urlopen(  # noqa: S310 (HTTP alone)
                f"{address.rstrip('/')}/cluster", timeout=_PATRONI_SECONDS
            ) as answer:
                members: list[dict[str, Any]] = json.load(answer)["members"]
        except (URLError, OSError, ValueError, KeyError):
            # The next one knows the same.
            continue
        return members
    raise _refused(f"Patroni answers at none of {addresses}")


def _refused(why: str) -> LedgerDamaged:
    return LedgerDamaged(
        "This ledger records nothing that only one machine would have, and its server "
        f"waits for no standby that is named: {why}. Nothing was recorded; send it "
        "again once a synchronous standby is back."
    )
