"""What the service tells whoever watches over it, as Prometheus reads it."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest

from ledger.house import House
from ledger.house.checkpoints import last_note
from ledger.proof.checkpoint import parse_checkpoint
from projections.views import Views
from web.gathering import Gathering

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)


class Metrics:
    """The figures of one process of the service."""

    def __init__(self, house: House, views: Views, gathering: Gathering) -> None:
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
        commits = Histogram(
            "lotledger_commit_seconds",
            "How long deciding and committing what was gathered took.",
            buckets=_BUCKETS,
            registry=registry,
        )
        gathered = Counter(
            "lotledger_commands", "Commands that were decided.", registry=registry
        )

        def on_commit(seconds: float, commands: int) -> None:
            commits.observe(seconds)
            gathered.inc(commands)

        gathering.on_commit = on_commit

    def text(self) -> bytes:
        """Return the figures as they are now."""
        self._position.set(self._house.head())
        note = last_note(self._house)
        self._signed_to.set(0 if note is None else parse_checkpoint(note.text).size)
        for view, position in self._views.positions().items():
            self._view_position.labels(view).set(position)
        return generate_latest(self._registry)
