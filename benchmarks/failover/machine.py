"""One of the machines that keep the ledger, as deploy/cluster sets Patroni up."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from benchmarks.failover.etcd import etcd_address
from benchmarks.failover.host import DEPLOY, NUMBERS, Host
from benchmarks.failover.missing import USER
from benchmarks.failover.network import Network


class Machine(Host):
    """A host with a server on it, which leads or follows."""

    def __init__(
        self, number: int, folder: Path, network: Network, patroni: Path
    ) -> None:
        super().__init__(number, folder, network)
        self.name, self._patroni = f"machine-{number}", patroni
        shutil.copy(DEPLOY / "cluster.yml", folder / "1-cluster.yml")
        for name, text in (
            ("2-machine.yml", self._own_settings()),
            ("3-trial.yml", json.dumps(self._of_the_trial())),
        ):
            (folder / name).write_text(text, encoding="utf-8")
            shutil.chown(folder / name, USER, USER)

    def _own_settings(self) -> str:
        """Return deploy's machine.yml with the name and the address of this machine."""
        text = (DEPLOY / "machine.yml").read_text("utf-8")
        text = text.replace("machine-1:", f"{self.address}:")
        text = text.replace("0.0.0.0:", f"{self.address}:")
        return text.replace("machine-1", self.name)

    def _of_the_trial(self) -> Mapping[str, object]:
        """Return what is another here, where three machines share their files."""
        return {
            "etcd3": {"hosts": [f"{etcd_address(number)}:2379" for number in NUMBERS]},
            "postgresql": {
                "data_dir": str(self.data / "server"),
                # Passwords that Patroni hands on; by default in its user's home, which
                # the three share here: a rewind would find another's.
                "pgpass": str(self.data / "pgpass"),
                "parameters": {
                    "unix_socket_directories": str(self.data),
                    "shared_buffers": "64MB",
                },
            },
        }

    def start(self) -> None:
        """Switch it on."""
        self.run([str(self._patroni), str(self.folder)], {})
