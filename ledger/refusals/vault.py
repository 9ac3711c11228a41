"""Why something is not opened: keys that are not here, or are no more."""

from __future__ import annotations

from ledger.identity import ClientId, LotId
from ledger.refusals.refusal import Refusal, Words

BRING_BACK = "Bring it back from where a copy of it is kept."
"""What to do where a vault, or what is in it, is not here."""


class VaultClosed(Refusal):
    """The keys that something needs are in a vault that is not open here."""

    why: Words
    to_do: Words

    code = "vault-closed"
    what = "The vault of this ledger, with its keys and people, is not open: {why}."
    remedy = "{to_do} What needs no key can be read all the same."


class KeyErased(Refusal):
    """What a key opened is gone for good: the key was destroyed."""

    kind: Words
    subject: str

    code = "key-erased"
    what = "The {kind} key of {subject} was destroyed: what it locked cannot be read."
    remedy = "See who erased it and why with: lotledger audit history {subject}"


class StaysSealed(Refusal):
    """Nothing of a lot is opened while it may be bid on."""

    lot: LotId

    code = "stays-sealed"
    what = "Lot {lot} is not closed for good: nothing of it is opened before that."
    remedy = "Open it once its bidding is over: lotledger lot show {lot}"


class NothingToOpen(Refusal):
    """What is asked to be opened is not sealed and shut."""

    lot: LotId
    why: Words

    code = "nothing-to-open"
    what = "There is nothing to open on lot {lot}: {why}."
    remedy = "See what of it is shut with: lotledger audit envelopes {lot}"


class VaultThere(Refusal):
    """A ledger has one vault."""

    file: str

    code = "vault-there"
    what = "This ledger has a vault already: {file}."
    remedy = "Copy it with: lotledger vault backup FILE"


class EInvoiceOther(Refusal):
    """What was issued as an e-invoice is never issued with other words."""

    document: str
    form: Words

    code = "e-invoice-other"
    what = "{document} was issued as {form} before, with another SHA-256."
    remedy = "Print it as it was issued; to change it, credit it and invoice again."


class EInvoiceNotHere(Refusal):
    """An e-invoice was issued, and nothing else is handed out in its place."""

    document: str
    form: Words
    why: Words

    code = "e-invoice-not-here"
    what = "{document} was issued as {form}, and {why}. Nothing was printed of it."
    remedy = (
        "Bring the vault back from where a copy of it is kept, or print the PDF alone."
    )


class KeptByHold(Refusal):
    """What a legal hold covers is erased by nobody before it is lifted."""

    client: ClientId
    holds: str

    code = "kept-by-hold"
    what = "Client {client} is under a legal hold: {holds}."
    remedy = "Once the matter is over, lift it with: lotledger hold lift HOLD"


class BasisNeeded(Refusal):
    """Whoever erases says why: nobody can ask for it back."""

    code = "basis-needed"
    what = "An erasure needs a basis."
    remedy = "Give the law or the request that it follows from, by number and not name."


class ErasedAlready(Refusal):
    """What may go of a client is gone."""

    client: ClientId

    code = "erased-already"
    what = "What may be erased of client {client} was erased before."
    remedy = "See what stays, and until when, with: lotledger retention due"
