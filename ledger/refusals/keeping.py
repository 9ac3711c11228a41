"""Why a ledger does not sign, or is not written to: its keys, and what it was."""

from __future__ import annotations

from datetime import date

from ledger.identity import SaleId
from ledger.refusals.refusal import Refusal, Words


class SigningKeyThere(Refusal):
    """A ledger has one signing key at a time."""

    name: str

    code = "signing-key-there"
    what = "This ledger has a signing key already: {name}."
    remedy = "Put another in its place with: lotledger key rotate"


class NoSigningKey(Refusal):
    """Nothing can be signed, and no key replaced, before a key was made."""

    code = "no-signing-key"
    what = "This ledger has no signing key."
    remedy = "Make one with: lotledger key new"


class RehearsalKeepsNoKey(Refusal):
    """A rehearsal signs with a key that anybody can derive from its name."""

    code = "rehearsal-keeps-no-key"
    what = (
        "This ledger is a rehearsal: it signs under a name that says so, with a key "
        "that anybody can derive."
    )
    remedy = "Show it with: lotledger key show"


class KeysNotKept(Refusal):
    """Keys are kept where nobody else reads them, and apart from the ledger."""

    place: str
    why: Words
    to_do: Words

    code = "keys-not-kept"
    what = "{place} is no place for keys: {why}. Nothing was read or written there."
    remedy = "{to_do}"


class KeyNotHere(Refusal):
    """The key that the ledger signs with is kept somewhere else."""

    key: str
    file: str

    code = "key-not-here"
    what = "The key {key} of this ledger is not here: there is no {file}."
    remedy = (
        "Bring that file back from where it is kept; if it is lost, put another key in "
        "its place with: lotledger key rotate --lost"
    )


class NothingToSign(Refusal):
    """A ledger in which nothing is recorded says nothing."""

    code = "nothing-to-sign"
    what = "Nothing is recorded in this ledger yet, so there is nothing to sign."
    remedy = "Record something first."


class ReplicaNotWritten(Refusal):
    """A copy is read, and not written to: the ledger that it is of goes on."""

    replica: str

    code = "replica"
    what = (
        "This ledger is a copy of {replica}, which may have gone on since: it is read, "
        "and nothing is recorded in it."
    )
    remedy = (
        "Record it in that ledger. If that is lost, go on with this one, and say why, "
        "with: lotledger take-over --reason TEXT"
    )


class NothingToTakeOver(Refusal):
    """A ledger that may be written to is not taken over."""

    code = "nothing-to-take-over"
    what = (
        "This ledger is no copy, and nothing was published that it contradicts: it may "
        "be written to."
    )
    remedy = "Nothing needs doing."


class LedgerHasEnded(Refusal):
    """After its season was closed a ledger is only read: another goes on."""

    ended_on: date
    next: str
    place: str

    code = "ledger-has-ended"
    what = (
        "This ledger ended with the books of {ended_on}: it is read, and nothing is "
        "recorded in it. {next} goes on, which was at {place}."
    )
    remedy = "Record it there, with: --ledger {place}"


class BiddingElsewhere(Refusal):
    """The bids of a sale that was brought forward are in the ledger before."""

    sale: SaleId
    origin: str

    code = "bidding-elsewhere"
    what = (
        "The books of sale {sale} were brought forward, and its bidding was not: that "
        "is in {origin}."
    )
    remedy = "Name that ledger, with: --ledger"


class NotTheNext(Refusal):
    """What is there already goes on from no ledger, or from another moment of one."""

    place: str
    why: Words

    code = "not-the-next"
    what = "{place} cannot go on from this ledger: {why}."
    remedy = "Name another place, where no ledger is."


class SeasonStaysOpen(Refusal):
    """A season is closed once nothing is left that only its own ledger can finish."""

    first: Words
    number: int

    code = "season-stays-open"
    what = "{number} things stand in the way of closing the season; the first: {first}."
    remedy = "See all of them with: lotledger season close NEXT --dry-run"


class PictureNotKept(Refusal):
    """What a lot is to be shown with is kept before it is recorded."""

    sha256: str
    why: Words

    code = "picture-not-kept"
    what = "Picture {sha256} cannot be kept: {why}."
    remedy = "See to the folder of pictures, and ask again."
