"""Limits: how often somebody may try something, and how long they are to wait.

They are kept in memory by the one process that takes commands; it begins anew when the
service does. What failed to sign in is kept in the vault.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from math import ceil
from time import monotonic

from web.problem import HttpProblem

BIDDERS_A_SECOND = 20
"""So many commands a second the service takes of a bidder; of one lot, a quarter."""
REMEMBERED_MAX = 20_000
"""So many who tried are remembered; then those whose wait is over are forgotten."""


class Limit:
    """So many at once, and one more each time a part of the period is over.

    It is the generic cell rate algorithm: one moment is kept for each who tries.
    """

    def __init__(
        self, most: int, seconds: float, clock: Callable[[], float] = monotonic
    ) -> None:
        self._step = seconds / most
        self._slack = seconds
        self._clock = clock
        self._free_at: dict[Hashable, float] = {}

    def wait(self, who: Hashable) -> float:
        """Return for how many seconds somebody has to wait; 0: they need not."""
        ahead = self._free_at.get(who, 0.0) + self._step - self._slack
        return max(0.0, ahead - self._clock())

    def count(self, who: Hashable) -> None:
        """Note that somebody tried."""
        now = self._clock()
        if len(self._free_at) >= REMEMBERED_MAX:
            self._free_at = {key: at for key, at in self._free_at.items() if at > now}
        self._free_at[who] = max(self._free_at.get(who, 0.0), now) + self._step


class BidderLimits:
    """How often a bidder may ask, of all lots together and of one.

    What comes too soon is answered before anything is decided: sent again under the
    same key, it loses nothing. On one lot nobody needs to be as fast as on all.
    """

    def __init__(
        self, a_second: float = BIDDERS_A_SECOND, clock: Callable[[], float] = monotonic
    ) -> None:
        self._token = Limit(max(1, round(2 * a_second)), 2, clock)
        self._lot = Limit(max(1, round(a_second)), 4, clock)

    def must_be_few(self, token: str, lot: str) -> None:
        """Refuse a bidder who asks too often, and count it else; raises HttpProblem."""
        if seconds := max(self._token.wait(token), self._lot.wait((token, lot))):
            raise too_many(
                "too-many-commands", "More came of you than is taken at once.", seconds
            )
        self._token.count(token)
        self._lot.count((token, lot))


def too_many(code: str, words: str, seconds: float) -> HttpProblem:
    """Return the answer to who tries too often (RFC 6585, 4)."""
    whole = ceil(seconds)
    return HttpProblem(
        429,
        code,
        "Too many",
        f"{words} Nothing was done. Try again in {whole} s.",
        {"Retry-After": str(whole)},
    )
