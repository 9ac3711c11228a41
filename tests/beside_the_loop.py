"""Whoever reads the ledger waits for it, and not on the loop: there all others do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest

from ledger.store.database import Database

READS = ("writing", "appending", "reading", "querying", "rows")
"""Every way to the database of a ledger."""


@contextmanager
def no_read_on_the_loop() -> Iterator[None]:
    """Let whatever reads or writes a ledger on an event loop fail, and the test too."""
    faults: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        for name in READS:
            patched.setattr(Database, name, _apart(getattr(Database, name), faults))
        yield
    assert not faults, faults


def _apart(reads: Callable[..., Any], faults: list[str]) -> Callable[..., Any]:
    @wraps(reads)
    def read(*given: Any, **more: Any) -> Any:
        if _is_on_a_loop():
            faults.append(f"{reads.__name__} on the loop")
            raise AssertionError(faults[-1])
        return reads(*given, **more)

    return read


def _is_on_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
