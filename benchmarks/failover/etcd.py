"""One of those who agree on who leads, as deploy/cluster sets etcd up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from benchmarks.failover.host import DEPLOY, NUMBERS, Host
from benchmarks.failover.network import Network, address

AFTER_MACHINES = 10
"""Their hosts are numbered from here on."""


def etcd_address(number: int) -> str:
    """Return the address of one of the three."""
    return address(AFTER_MACHINES + number)


class EtcdHost(Host):
    """A host on which etcd runs, and nothing else."""

    def __init__(self, number: int, folder: Path, network: Network) -> None:
        super().__init__(AFTER_MACHINES + number, folder, network)
        self.name = f"etcd-{number}"

    def start(self) -> None:
        """Switch it on."""
        self.run(["etcd"], self._settings())

    def _settings(self) -> Mapping[str, str]:
        """Return deploy's etcd.env with the name and the addresses of this host."""
        settings = {}
        for line in (DEPLOY / "etcd.env").read_text("utf-8").splitlines():
            name, _, text = line.partition("=")
            if not name.startswith("ETCD_"):
                continue
            if name != "ETCD_INITIAL_CLUSTER":
                text = text.replace("etcd-1", self.name)
            for number in NUMBERS:
                text = text.replace(f"//etcd-{number}:", f"//{etcd_address(number)}:")
            settings[name] = text.replace("10.0.0.21", self.address)
        return {**settings, "ETCD_DATA_DIR": str(self.data / "etcd")}
