"""What nobody may see changes nothing that anybody sees: not one byte of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.house import House
from tests.clerk import Clerk

pytestmark = pytest.mark.slow

HIDDEN = ("5000", "9000")
"""The leader's maximum in one ledger, and in the other; the rival has far less."""

TYPED = """\
bid MAY26/1 --paddle 101 --maximum {hidden} --sure --at 2026-05-19T10:00-05:00
bid MAY26/1 --paddle 102 --maximum 300 --at 2026-05-19T10:01-05:00
bid MAY26/1 --paddle 103 --maximum 310 --at 2026-05-19T10:02-05:00
bid MAY26/1 --paddle 102 --maximum 12 --at 2026-05-19T10:03-05:00
bid MAY26/1 --paddle 104 --maximum 900 --at 2026-05-19T10:04-05:00
lots MAY26
lots MAY26 --json
lot show MAY26/1
lot show MAY26/1 --json
results MAY26
results MAY26 --json
report sale-summary MAY26
lots MAY26 --open
sale show MAY26
paddle limit MAY26 103 200 --reason asked --at 2026-05-19T11:00-05:00
register MAY26/1 --paddle 104 --channel phone --at 2026-05-19T11:00-05:00
live next MAY26
replay lot MAY26/1 --audience public --html {page}
replay lot MAY26/1 --audience public --plot {plot}
sale close MAY26 --at 2026-05-20T18:00-05:00
results MAY26 --json
lot show MAY26/1 --json
report sale-summary MAY26 --format csv
"""


def everything_public(folder: Path, hidden: str) -> list[str]:
    """Return whatever is answered, and whatever is written for the public."""
    (clerk := Clerk(folder)).begin()
    page, plot = folder / "page.html", folder / "plot.svg"
    said = []
    for line in TYPED.splitlines():
        answer = clerk(line.replace("{hidden}", hidden), page=page, plot=plot)
        said += [line, str(answer.code), answer.out, answer.err]
    said += [file.read_text() for file in (page, plot) if file.exists()]
    with House.open(str(clerk.ledger)) as house:
        ours = {str(folder): "FOLDER", house.ledger_id(): "LEDGER"}
    return [without_what_is_ours(text, ours) for text in said]


def without_what_is_ours(text: str, ours: dict[str, str]) -> str:
    """Leave out which of the two ledgers it is, and when something was printed."""
    for name, instead in ours.items():
        text = text.replace(name, instead)
    return "\n".join(line for line in text.splitlines() if "Printed" not in line)


def test_a_maximum_that_nobody_reached_leaves_no_trace(tmp_path):
    folders = [tmp_path / hidden for hidden in HIDDEN]
    for folder in folders:
        folder.mkdir()
    one, other = map(everything_public, folders, HIDDEN)
    assert one == other
    assert not any("$5,000" in text or "5000.00" in text for text in one)
    assert len(one) > 4 * len(TYPED.splitlines()), "a page and a plot were compared"


def test_the_comparison_finds_a_maximum_that_was_reached(tmp_path):
    """The control: the same two ledgers, where the rival's bid tells them apart."""
    folders = [tmp_path / hidden for hidden in ("200", "9000")]
    for folder in folders:
        folder.mkdir()
    one, other = map(everything_public, folders, ("200", "9000"))
    assert one != other
