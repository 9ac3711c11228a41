"""Why something has no receipt or no pack, or is not redeemed here."""

from __future__ import annotations

from ledger.refusals.refusal import Refusal


class ReceiptOfAnother(Refusal):
    """A receipt is of another ledger."""

    ledger: str
    here: str

    code = "receipt-of-another"
    what = "The receipt is of the ledger {ledger}, and this is {here}."
    remedy = "Redeem it there, or offline with --checkpoint or --proof."


class NoPackOf(Refusal):
    """There is no pack of a thing of this kind."""

    name: str
    kind: str

    code = "no-pack-of"
    what = "{name} is a {kind}, and a pack is of a lot, a sale, an invoice or a client."
    remedy = "Name the one that it belongs to; see it with: lotledger audit history"
