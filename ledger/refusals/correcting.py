"""What stands in the way of a correction."""

from __future__ import annotations

from ledger.identity import LotId
from ledger.refusals.refusal import Refusal


class SecondPersonNeeded(Refusal):
    """A correction that changes who pays is made by two people."""

    lot: LotId

    code = "second-person-needed"
    what = "This changes who pays for lot {lot}, and one person alone may not."
    remedy = "Name the second person who authorises it, with --authorised-by."


class SamePerson(Refusal):
    """Nobody is their own second person."""

    person: str

    code = "same-person"
    what = "{person} cannot be the second person as well as the first."
    remedy = "Let somebody else authorise it, with --authorised-by."
