"""Who watches a sale: the log is read on for them, and what they are told is taken."""

from __future__ import annotations

import json


def follow(live):
    """Follow the log to its end, and tell everybody."""
    return sum(1 for _ in live.publish(live.read_on()))


def come(live, sale, after):
    """Begin to watch a sale as a stream does: what is missing is read first."""
    if (unread := live.unread(sale, after)) is not None:
        live.keep(*live.read(unread))
    return live.watch(sale, after)


def told(watcher):
    """Take what waits for a watcher: events, each with its position and its text."""
    messages = []
    for block in watcher.take().decode().split("\n\n")[:-1]:
        position, event, data = (line.split(": ", 1)[1] for line in block.split("\n"))
        messages.append((event, int(position), json.loads(data)))
    return messages
