"""A process that is killed at a commit of its own choosing."""

from __future__ import annotations

import os
import signal

from ledger.store.connection import WriteConnection


def die_at(commits: int, *, before: bool) -> None:
    """Let this process be killed at a commit, counted from 1: before it, or after."""
    execute = WriteConnection.execute

    def dying(connection, command):
        nonlocal commits
        commits -= command == "COMMIT"
        if commits == 0 and before:
            os.kill(os.getpid(), signal.SIGKILL)
        execute(connection, command)
        if commits == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    WriteConnection.execute = dying
