"""What a caller saw: no hammer falls on a bid that nobody looked at.

The ETag of a lot is the version that its events have reached. A command that names one
is carried out only on a lot that stands as it did then.
"""

from __future__ import annotations

import re

from ledger.entry import lot_stream
from ledger.house import House
from ledger.house.command import Command, as_seen
from ledger.identity import LotId
from web.problem import HttpProblem

ETAG = re.compile(r'"([1-9][0-9]{0,15})"', re.ASCII)


def etag(version: int) -> str:
    """Return the ETag of a version of a lot."""
    return f'"{version}"'


def if_it_stands(house: House, command: Command, lot: LotId, seen: str) -> Command:
    """Carry a command out only on a lot that stands as it was seen; raises HttpProblem.

    A command that is sent again is answered as before, whatever became of the lot.
    """
    version = ETAG.fullmatch(seen.strip())
    position = version and house.position(lot_stream(lot), int(version[1]))
    if not position:
        raise HttpProblem(
            412,
            "not-seen",
            "Not what was seen",
            f"Lot {lot} has no version {seen}. Read it again, and send its ETag.",
        )
    return as_seen(command, house.as_of(position).lot(lot))
