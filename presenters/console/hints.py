"""What to do after a refusal, in the keys of the console.

A remedy that names a command is of no use to a clerk whose hands are on the keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import refusals
from ledger.refusals.quoting import fact_of

if TYPE_CHECKING:
    from ledger.refusals import Refusal

AT_THE_DESK = "The desk sees to that, at another terminal."

HINTS = {
    "bidding-goes-on": "Wait until then.",
    "grace-over": "Press u to reopen it.",
    "lot-not-open": "Press n for the next lot, or u to undo the last hammer.",
    "not-up": "Press n for the next lot, or type a number and g.",
    "nothing-to-sell": "Take a bid, or press x to pass it.",
    "opening-settled": "Press n, then type an amount and a.",
    "unknown-paddle": "Check the number, or have the desk issue it.",
}
"""What the console says instead of a remedy for the shell."""


def refusal_words(no: Refusal) -> str:
    """Return a refusal as the clerk is told it: what happened, and which key helps."""
    kind, words = type(no), str(no)
    if isinstance(no, refusals.RecordedRefusal):
        kind = REFUSALS.get(no.bid_code, kind)
    hint = HINTS.get(no.given)
    if hint is None:
        if not _is_for_the_shell(kind.remedy):
            return words
        hint = AT_THE_DESK
    return f"{fact_of(kind, words)} {hint}"


def _is_for_the_shell(remedy: str) -> bool:
    """Say whether a remedy names a command or an option."""
    return "lotledger " in remedy or "--" in remedy


REFUSALS: dict[str, type[Refusal]] = {
    kind.code: kind
    for kind in vars(refusals).values()
    if isinstance(kind, type)
    and issubclass(kind, refusals.Refusal)
    and hasattr(kind, "code")
}
"""Every refusal by its code."""
