"""How many files a process of the service may have open: each stream is one."""

from __future__ import annotations

import resource
from contextlib import suppress

WANTED = 65_536
ENOUGH = 10_240
"""With fewer, ten thousand streams have no room."""
OWN = 128
"""What a process opens beside its streams: the ledger, its channel, who just came."""


def allow_many_files() -> int:
    """Let this process, and what it starts, open as many files as they may.

    Returns how many that are.
    """
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(_counted(most), WANTED)
    if _counted(now) < wanted:
        # Some systems allow less than they say.
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return files_at_most()


def files_at_most() -> int:
    """Return how many files this process may have open."""
    now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _counted(now)


def _counted(limit: int) -> int:
    return WANTED if limit == resource.RLIM_INFINITY else limit


def why_few(files: int) -> str | None:
    """Say that few may follow a sale at once; None where there is room for many."""
    if files >= ENOUGH:
        return None
    return (
        f"A process may open {files:,} files here, and each stream is one: at most "
        f"{max(0, files - OWN):,} follow a sale at once. Before you start the service, "
        f"raise the limit with: ulimit -n {WANTED}"
    )
