"""The three machines together: who leads, who follows, and whether all is well."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import psycopg

from benchmarks.failover.etcd import AFTER_MACHINES, EtcdHost
from benchmarks.failover.host import NUMBERS
from benchmarks.failover.machine import Machine
from benchmarks.failover.network import network

HEALS_WITHIN = 240
DATABASE, ROLE, PASSWORD = "season", "house", "house"
ROLES = ["leader", "quorum_standby", "quorum_standby"]
"""What the three are where all is well."""
HEAD = (
    "SELECT head, encode(sha256(coalesce(string_agg(sha256(state), '' "
    "ORDER BY position), '')), 'hex') FROM ledger, events GROUP BY head"
)


class NotHealed(Exception):
    """The machines do not stand together again."""


class Member(NamedTuple):
    """A machine, as one of them tells of it."""

    name: str
    role: str
    state: str
    timeline: int | None


class NodeHead(NamedTuple):
    """How far a node has the log, and a hash over all of it."""

    node: str
    head: int
    digest: str


class Cluster:
    """The machines, as their Patronis tell of each other."""

    def __init__(self, machines: Sequence[Machine]) -> None:
        self.machines = machines

    @property
    def url(self) -> str:
        """Name the ledger as clients do, on whichever machine it can be written to."""
        hosts = "".join(f"&host={each.address}:5432" for each in self.machines)
        return (
            f"postgresql+psycopg://{ROLE}:{PASSWORD}@/{DATABASE}"
            f"?target_session_attrs=read-write{hosts}"
        )

    def members(self) -> list[list[Member]]:
        """Return what each machine that answers says of all three."""
        views = []
        for each in self.machines:
            with suppress(OSError):
                at = f"http://{each.address}:8008/cluster"
                with urlopen(at, timeout=2) as answer:
                    told = json.load(answer)["members"]
                views.append(
                    [
                        Member(m["name"], m["role"], m["state"], m.get("timeline"))
                        for m in told
                    ]
                )
        return views

    def healed(self) -> Machine | None:
        """Return who leads, where all say the same, and name both standbys."""
        views = self.members()
        if len(views) < len(self.machines) or any(view != views[0] for view in views):
            return None
        if sorted(each.role for each in views[0]) != ROLES:
            return None
        if len({each.timeline for each in views[0]}) != 1:
            return None
        if not {each.state for each in views[0]} <= {"running", "streaming"}:
            return None
        leads = next(each.name for each in views[0] if each.role == "leader")
        return next(each for each in self.machines if each.name == leads)

    def wait_healed(self) -> Machine:
        """Wait until all stand together; raises NotHealed."""
        end = time.monotonic() + HEALS_WITHIN
        while (leader := self.healed()) is None:
            if time.monotonic() > end:
                raise NotHealed(
                    f"The machines do not stand together again: {self.members()}"
                )
            time.sleep(0.5)
        return leader

    def begin_database(self) -> None:
        """Make the role and the database of the ledger."""
        leader = self.wait_healed()
        with _connected(leader, "postgres") as connection:
            connection.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'")
            connection.execute(f"GRANT pg_read_all_stats TO {ROLE}")
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")
            asked = ", ".join(f"http://{each.address}:8008" for each in self.machines)
            for setting, value in (("require_standby", "on"), ("patroni", asked)):
                connection.execute(
                    f"ALTER DATABASE {DATABASE} SET lotledger.{setting} = '{value}'"
                )

    def heads(self) -> list[NodeHead]:
        """Ask every machine how far it has the log."""
        heads = []
        for each in self.machines:
            with _connected(each, DATABASE) as connection:
                head, digest = connection.execute(HEAD).fetchone() or (0, "")
            heads.append(NodeHead(each.name, head, digest))
        return heads


def _connected(machine: Machine, database: str) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=machine.address,
        dbname=database,
        user="postgres",
        password="SUPERUSER-PASSWORD",  # noqa: S106 (as deploy's example has it)
        autocommit=True,
        connect_timeout=5,
    )


@contextmanager
def cluster(folder: Path, patroni: Path) -> Iterator[Cluster]:
    """Build the three machines, and take their current away at the end."""
    with network([*NUMBERS, *(AFTER_MACHINES + each for each in NUMBERS)]) as cables:
        deciding = [
            EtcdHost(number, folder / f"etcd-{number}", cables) for number in NUMBERS
        ]
        machines = [
            Machine(number, folder / f"machine-{number}", cables, patroni)
            for number in NUMBERS
        ]
        try:
            for member in deciding:
                member.start()
            for machine in machines:
                machine.start()
            yield Cluster(machines)
        finally:
            for host in (*machines, *deciding):
                host.kill()
