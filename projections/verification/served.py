"""The views that are kept beside a ledger, against what its log makes of them.

What is compared is a copy: what is kept may be the only trace of a change, and is
neither caught up nor built anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ledger.damage import NotOfThisLog
from projections.catching_up import Progress
from projections.differences import ViewDifference
from projections.views import Views


class ViewsFault(NamedTuple):
    """One thing that is wrong with the views that are kept."""

    what: str
    position: int | None = None
    in_file: bool = False
    """It is about the file of the views, not about a row of one."""


def faults_of_views(
    copied: Views, names: Sequence[str], progress: Progress
) -> Iterator[ViewsFault]:
    """Yield the first difference of each view, of some that are a copy of the kept."""
    if names and copied.built_from() is None:
        yield ViewsFault("The views do not say of which ledger they are", in_file=True)
    try:
        for difference in copied.check(names, progress) if names else []:
            yield ViewsFault(_words(difference), difference.position)
        for name in copied.misnamed():
            what = f'What SQL is shown as {name} is not what the view "{name}" holds'
            yield ViewsFault(what)
    except NotOfThisLog as no:
        yield ViewsFault(no.what, no.position, in_file=True)


def _words(difference: ViewDifference) -> str:
    return difference.sentence.rstrip(".")
