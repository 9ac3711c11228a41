"""What the service tells whoever watches over it, as Prometheus reads it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest

from ledger.house import House
from ledger.house.checkpoints import last_note
from ledger.proof.checkpoint import parse_checkpoint
from projections.views import Views
from web.gathering import Gathering
from web.live import LiveUpdates
from web.processes import ServiceProcess

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)


class Metrics:
    """The figures of the service, as the process that writes knows them."""

    def __init__(
        self,
        house: House,
        views: Views,
        gathering: Gathering,
        live: LiveUpdates,
        processes: Sequence[ServiceProcess],
    ) -> None:
        self._house, self._views = house, views
        self._registry = registry = CollectorRegistry(auto_describe=True)
        self._position = Gauge(
            "lotledger_position", "The last position of the log.", registry=registry
        )
        self._signed_to = Gauge(
            "lotledger_checkpoint_size",
            "How many entries the newest checkpoint is over.",
            registry=registry,
        )
        self._view_position = Gauge(
            "lotledger_view_position",
            "The last position that a view has heard of.",
            ["view"],
            registry=registry,
        )
        Gauge(
            "lotledger_queue", "Commands that wait to be decided.", registry=registry
        ).set_function(lambda: gathering.depth)
        streams = Gauge(
            "lotledger_streams", "How many follow a sale now.", registry=registry
        )
        streams.set_function(
            lambda: live.watching + sum(each.status.streams for each in processes)
        )
        self._tell_of_commits(gathering)
        self._tell_of(processes)

    def _tell_of_commits(self, gathering: Gathering) -> None:
        """Tell how long what is gathered takes, from now on."""
        commits = Histogram(
            "lotledger_commit_seconds",
            "How long deciding and committing what was gathered took.",
            buckets=_BUCKETS,
            registry=self._registry,
        )
        gathered = Counter(
            "lotledger_commands", "Commands that were decided.", registry=self._registry
        )

        def on_commit(seconds: float, commands: int) -> None:
            commits.observe(seconds)
            gathered.inc(commands)

        gathering.on_commit = on_commit

    def _tell_of(self, processes: Sequence[ServiceProcess]) -> None:
        """Tell of the other processes, each by its name."""
        figures = {
            "lotledger_process_position": (
                "Up to where a process has read the log.",
                lambda process: process.status.position,
            ),
            "lotledger_process_starts": (
                "How often a process was started.",
                lambda process: process.starts,
            ),
        }
        for name, (words, figure) in figures.items():
            gauge = Gauge(name, words, ["process"], registry=self._registry)
            for process in processes:
                gauge.labels(process.name).set_function(partial(figure, process))

    def text(self) -> bytes:
        """Return the figures as they are now."""
        self._position.set(self._house.head())
        note = last_note(self._house)
        self._signed_to.set(0 if note is None else parse_checkpoint(note.text).size)
        for view, position in self._views.positions().items():
            self._view_position.labels(view).set(position)
        return generate_latest(self._registry)
