"""A host of its own, as far as its network and its processes go; how it is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from benchmarks.failover.missing import USER, as_user
from benchmarks.failover.network import Network, address

DEPLOY = Path(__file__).parents[2] / "deploy" / "cluster"
NUMBERS = (1, 2, 3)
"""There are three of each kind."""


class Host:
    """A host, and what runs on it."""

    def __init__(self, number: int, folder: Path, network: Network) -> None:
        self.number = number
        self.address = address(number)
        self.folder = folder
        self._network = network
        self._started: list[subprocess.Popen[bytes]] = []
        self.data = folder / "data"
        self.data.mkdir(parents=True)
        shutil.chown(self.data, USER, USER)

    def run(self, words: Sequence[str], settings: Mapping[str, str]) -> None:
        """Start a program on it."""
        into = ["ip", "netns", "exec", self._network.space(self.number)]
        path = f"/usr/local/bin:/usr/bin:/bin:{os.environ.get('PATH', '')}"
        with (self.folder / f"{Path(words[0]).name}.log").open("ab") as log:
            started = subprocess.Popen(  # noqa: S603 (our own words)
                [*into, *as_user(), *words],
                cwd="/",
                env={"PATH": path, "LC_ALL": "C.UTF-8", **settings},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._started.append(started)

    def kill(self) -> None:
        """Take its current away."""
        while self._network.processes(self.number):
            self._signal(signal.SIGKILL)
            for each in self._started:
                each.poll()
            time.sleep(0.02)
        self._started.clear()

    def pause(self) -> None:
        """Freeze everything on it, as who moves a virtual machine does."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on as if nothing had been."""
        self._signal(signal.SIGCONT)

    def cut_off(self) -> None:
        """Pull its cable."""
        self._network.cut(self.number)

    def join(self) -> None:
        """Plug it in again."""
        self._network.join(self.number)

    def _signal(self, number: signal.Signals) -> None:
        for each in self._network.processes(self.number):
            with suppress(ProcessLookupError):
                os.kill(each, number)
