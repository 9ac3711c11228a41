"""A service in processes of its own, as somebody starts it who has a ledger."""

from __future__ import annotations

import signal
from contextlib import contextmanager

from tests.clerk import process
from tests.patience import PATIENCE


@contextmanager
def serving(clerk, *options, says="", ends_with=signal.SIGINT, **more):
    """Serve a ledger in processes of its own, at a free port; stop them at the end.

    Gives the process, and its port.
    """
    words = ["--ledger", str(clerk.ledger), "serve", "--port", "0", *options]
    started = process(words, cwd=clerk.folder, **more)
    if says:
        started.stdin.write(says)
        started.stdin.flush()
    try:
        line = started.stdout.readline()
        assert "Serving" in line, started.stderr.read()
        yield started, int(line.split("127.0.0.1:")[1].split(".")[0])
    finally:
        if started.poll() is None:
            started.send_signal(ends_with)
        _, err = started.communicate(timeout=PATIENCE)
        assert "Traceback" not in err
