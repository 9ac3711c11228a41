"""Somebody who records beside whoever reads: before each read, something."""

from __future__ import annotations

from contextlib import contextmanager
from threading import current_thread

from ledger.house import House, lots
from ledger.store.database import Database
from projections.views import Views
from tests.sale_of_tests import bid, by, lot

READS_MAX = 60
"""Before so many reads: what reads more and more for that would never end."""
LOTS = READS_MAX + 3
"""So many lots a sale has for it; the first three are left as they are."""


class Beside:
    """Has two paddles bid on a lot, and withdraws it, each time that somebody reads."""

    def __init__(self, house, thread):
        self.house, self._thread = house, thread
        self._touched = LOTS - READS_MAX
        self._is_writing = False

    def write(self):
        """Record more, unless that is what reads."""
        if self._is_writing or self._touched == LOTS:
            return
        if not current_thread().name.startswith(self._thread):
            return
        with self._alone():
            self._touched += 1
            self.house.do(bid(self._touched, "101", 150), by=by())
            self.house.do(bid(self._touched, "102", 300), by=by())
            withdrawing = lots.withdraw(lot(self._touched))
            self.house.do(withdrawing, by=by(reason="broken"))

    @contextmanager
    def _alone(self):
        self._is_writing = True
        try:
            yield
        finally:
            self._is_writing = False

    def before(self, work):
        """Record before some work is done."""

        def done(*given, **asked):
            self.write()
            return work(*given, **asked)

        return done

    def around(self, work):
        """Record before some work that nobody else writes beside, and after it."""

        def done(*given, **asked):
            if self._is_writing:
                return work(*given, **asked)
            self.write()
            with self._alone():
                answer = work(*given, **asked)
            self.write()
            return answer

        return done


@contextmanager
def writing_meanwhile(monkeypatch, house, *, thread):
    """Let somebody record before each read in a thread, and behind the views."""
    beside = Beside(house, thread)
    with monkeypatch.context() as patched:
        for name in ("querying", "rows"):
            patched.setattr(Database, name, beside.before(getattr(Database, name)))
        for of, name in ((Views, "catch_up"), (House, "do")):
            patched.setattr(of, name, beside.around(getattr(of, name)))
        yield
