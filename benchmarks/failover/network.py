"""A network of three machines on one: a bridge, and a namespace for each of them.

A machine that is cut off sends nothing and hears nothing, as with its cable pulled:
nobody is told, and whoever waits for it waits.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

PREFIX = "10.94.161"
OURS = f"{PREFIX}.1"
"""The address of whoever asks the machines."""


class Network:
    """The bridge that the machines are plugged into."""

    def __init__(self) -> None:
        self.bridge = f"ll{os.getpid() % 100_000}"

    def cable(self, number: int) -> str:
        """Name the end of a machine's cable that is plugged into the bridge."""
        return f"{self.bridge}c{number}"

    def space(self, number: int) -> str:
        """Name the namespace of a machine."""
        return f"{self.bridge}m{number}"

    def plug_in(self, number: int) -> None:
        """Make the namespace of a machine, and lay its cable."""
        space, cable = self.space(number), self.cable(number)
        _ip("netns", "add", space)
        _ip("link", "add", cable, "type", "veth", "peer", "eth0", "netns", space)
        _ip("link", "set", cable, "master", self.bridge, "up")
        inside = ("-n", space)
        _ip(*inside, "address", "add", f"{address(number)}/24", "dev", "eth0")
        _ip(*inside, "link", "set", "eth0", "up")
        _ip(*inside, "link", "set", "lo", "up")

    def cut(self, number: int) -> None:
        """Pull a machine's cable."""
        _ip("link", "set", self.cable(number), "down")

    def join(self, number: int) -> None:
        """Plug it in again."""
        _ip("link", "set", self.cable(number), "up")

    def processes(self, number: int) -> list[int]:
        """Return the processes that run on a machine."""
        return list(map(int, _ip("netns", "pids", self.space(number)).split()))


def address(number: int) -> str:
    """Return the address of a machine, by its number."""
    return f"{PREFIX}.{10 + number}"


@contextmanager
def network(machines: Sequence[int]) -> Iterator[Network]:
    """Make the network, and take it away again."""
    made = Network()
    _ip("link", "add", made.bridge, "type", "bridge")
    try:
        _ip("address", "add", f"{OURS}/24", "dev", made.bridge)
        _ip("link", "set", made.bridge, "up")
        for number in machines:
            made.plug_in(number)
        yield made
    finally:
        for number in machines:
            with suppress(subprocess.CalledProcessError):
                _ip("netns", "del", made.space(number))
        _ip("link", "del", made.bridge)


def _ip(*words: str) -> str:
    return subprocess.run(  # noqa: S603 (our own words)
        ["ip", *words],  # noqa: S607 (as the system has it)
        check=True,
        capture_output=True,
        text=True,
    ).stdout
