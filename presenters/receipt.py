"""The receipt of an answer, and what became of one that somebody shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.proof.redeeming import Redeemed
from ledger.verification.findings import TrustMode
from presenters.shape import Shape

if TYPE_CHECKING:
    from ledger.house.answers import SignedReceipt
    from ledger.proof.note_keys import VerifierKey
    from ledger.proof.receipt import Receipt


class RedeemedShape(Shape):
    """What became of a receipt."""

    file: str
    """The receipt."""
    origin: str
    """The log that it is of."""
    position: int
    """Where it says that the entry stands."""
    redeemed: str
    """``included``, ``left-out``, ``not-the-same`` or ``not-yet-covered``; or
    ``not-told``, where that takes a proof."""
    kept: bool | None
    """Whether the house kept its word; null where that cannot be told."""
    signed_by: str | None
    """The verifier key that signed it; null where none that is known did."""
    covered_to: int
    """Up to where it was held against the log."""
    trust: TrustMode
    """On whose word the answer stands: ``self-consistent`` or ``signed``."""
    sentence: str
    """The same in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redemption:
    """A receipt that was held against a log."""

    receipt: Receipt
    redeemed: Redeemed
    key: VerifierKey | None
    covered_to: int
    signed: bool
    """Whether a key that is trusted signed what it was held against."""
    elsewhere: int | None = None
    """Where the log has the same entry instead."""


def receipt_words(signed: SignedReceipt, file: str) -> str:
    """Say where a receipt is, and who signed it."""
    words = f"Receipt of position {signed.receipt.position}: {file}"
    if signed.key is not None:
        return f"{words}, signed by {signed.key.name}+{signed.key.id.hex()}."
    return f"{words}, unsigned. {signed.why_not}"


def redeemed_shape(file: str, redemption: Redemption) -> RedeemedShape:
    """Return what became of a receipt as its shape."""
    redeemed = redemption.redeemed
    kept = None
    if redeemed in {Redeemed.INCLUDED, Redeemed.LEFT_OUT, Redeemed.NOT_THE_SAME}:
        kept = redeemed is Redeemed.INCLUDED
    return RedeemedShape(
        file=file,
        origin=redemption.receipt.origin,
        position=redemption.receipt.position,
        redeemed=str(redeemed),
        kept=kept,
        signed_by=None if redemption.key is None else redemption.key.text,
        covered_to=redemption.covered_to,
        trust=TrustMode.SIGNED if redemption.signed else TrustMode.SELF_CONSISTENT,
        sentence=_sentence(redemption),
    )


def _sentence(redemption: Redemption) -> str:
    receipt, covered = redemption.receipt, redemption.covered_to
    position = receipt.position
    match redemption.redeemed:
        case Redeemed.INCLUDED:
            words = f"Included: position {position} is what the receipt promises."
        case Redeemed.LEFT_OUT:
            words = f"Left out: no such entry is in the log, up to position {covered}."
        case Redeemed.NOT_THE_SAME if redemption.elsewhere is not None:
            at = redemption.elsewhere
            words = f"Not the same: the entry stands at position {at}, not {position}."
        case Redeemed.NOT_THE_SAME:
            words = f"Not the same: the log has another entry at position {position}."
        case Redeemed.NOT_YET_COVERED:
            words = (
                f"Not yet covered: position {position} lies after the {covered} "
                "entries that it was held against. Redeem it again later."
            )
        case Redeemed.NOT_TOLD:
            words = (
                f"Covered: the checkpoint is of {covered} entries. Whether position "
                f"{position} is what the receipt promises takes a proof: "
                f"lotledger audit prove {position} --out FILE"
            )
    return f"{words} {_whose_word(redemption)}"


def _whose_word(redemption: Redemption) -> str:
    broken = redemption.redeemed in {Redeemed.LEFT_OUT, Redeemed.NOT_THE_SAME}
    if redemption.key is None:
        words = "The receipt is not signed by a key of the log that is known here"
        return f"{words}, so it binds nobody." if broken else f"{words}."
    signed = f"{redemption.key.name}+{redemption.key.id.hex()} signed the receipt"
    if not broken:
        return f"{signed}."
    keep = "Keep the receipt, and what it was held against."
    return f"{signed}: the house broke its word. {keep}"
