"""One of the machines: its etcd and its Patroni, as deploy/cluster sets them up."""

from __future__ import annotations

import json
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


class Machine:
    """A machine of its own, as far as its network and its processes go."""

    def __init__(
        self, number: int, folder: Path, network: Network, patroni: Path
    ) -> None:
        self.number, self.name = number, f"machine-{number}"
        self.address = address(number)
        self._folder, self._network, self._patroni = folder, network, patroni
        self._started: list[subprocess.Popen[bytes]] = []
        folder.mkdir()
        shutil.copy(DEPLOY / "cluster.yml", folder / "1-cluster.yml")
        for name, text in (
            ("2-machine.yml", self._own_settings()),
            ("3-trial.yml", json.dumps(self._of_the_trial())),
        ):
            (folder / name).write_text(text, encoding="utf-8")
        (folder / "data").mkdir()
        for each in folder.iterdir():
            shutil.chown(each, USER, USER)

    def _own_settings(self) -> str:
        """Return deploy's machine.yml with the name and the address of this machine."""
        text = (DEPLOY / "machine.yml").read_text("utf-8")
        text = text.replace("machine-1:", f"{self.address}:")
        return text.replace("0.0.0.0:", f"{self.address}:").replace(
            "machine-1", self.name
        )

    def _of_the_trial(self) -> Mapping[str, object]:
        """Return what is another here, where three machines share their files."""
        data = self._folder / "data"
        return {
            "etcd3": {"hosts": [f"{address(number)}:2379" for number in NUMBERS]},
            "postgresql": {
                "data_dir": str(data / "server"),
                "parameters": {
                    "unix_socket_directories": str(data),
                    "shared_buffers": "64MB",
                },
            },
        }

    def start(self) -> None:
        """Switch the machine on."""
        self._started = [
            self._run("etcd", ["etcd"], self._etcd_settings()),
            self._run("patroni", [str(self._patroni), str(self._folder)], {}),
        ]

    def _etcd_settings(self) -> dict[str, str]:
        """Return deploy's etcd.env with the name and the addresses of this machine."""
        settings = {}
        for line in (DEPLOY / "etcd.env").read_text("utf-8").splitlines():
            name, _, text = line.partition("=")
            if not name.startswith("ETCD_"):
                continue
            if name != "ETCD_INITIAL_CLUSTER":
                text = text.replace("machine-1", self.name)
            for number in NUMBERS:
                at = f"//{address(number)}:"
                text = text.replace(f"//machine-{number}:", at)
            settings[name] = text.replace("10.0.0.11", self.address)
        return {**settings, "ETCD_DATA_DIR": str(self._folder / "data" / "etcd")}

    def _run(
        self, name: str, words: Sequence[str], environment: dict[str, str]
    ) -> subprocess.Popen[bytes]:
        into = ["ip", "netns", "exec", self._network.space(self.number)]
        path = f"/usr/local/bin:/usr/bin:/bin:{os.environ.get('PATH', '')}"
        with (self._folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 (our own words)
                [*into, *as_user(), *words],
                cwd="/",
                env={"PATH": path, "LC_ALL": "C.UTF-8", **environment},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to everything that runs on it."""
        for each in self._network.processes(self.number):
            with suppress(ProcessLookupError):
                os.kill(each, number)

    # How it is lost, and how it comes back.

    def kill(self) -> None:
        """Take its current away."""
        while self._network.processes(self.number):
            self.signal(signal.SIGKILL)
            for each in self._started:
                each.poll()
            time.sleep(0.02)

    def pause(self) -> None:
        """Freeze everything on it, as a host does that moves a machine."""
        self.signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on as if nothing had been."""
        self.signal(signal.SIGCONT)

    def cut_off(self) -> None:
        """Pull its cable."""
        self._network.cut(self.number)

    def join(self) -> None:
        """Plug it in again."""
        self._network.join(self.number)
