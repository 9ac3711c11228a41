"""A receipt: what the ledger answered to a bid, refusals too, for whoever was answered.

It is the word of the house that a log has an entry at a position. Whoever keeps it can
redeem it against any later checkpoint: the entry is there, or the house broke its word.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from json import JSONDecodeError, JSONEncoder, loads
from typing import Any

from ledger.proof.base64_text import NoteInvalid, encoded
from ledger.proof.tree import leaf_hash

FORMAT = "lotledger-receipt/1"
FORMAT_WITH_OPENING = "lotledger-receipt/2"
"""The format of one that says to its bidder what was sealed."""
SUFFIX = "/receipts"
"""What stands behind the origin of a log in the first line of what is signed."""

_KEYS = {
    "format": str,
    "signed": bool,
    "origin": str,
    "ledger": str,
    "position": int,
    "leaf_hash": str,
    "entry": str,
    "note": str | None,
}
_OPENING = {"currency": str, "amount": int, "nonce": str}
_quoted = JSONEncoder(ensure_ascii=False).encode


class ReceiptInvalid(NoteInvalid):
    """A file is no receipt, or not one that holds together; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptOpening:
    """What was sealed in the entry of a receipt: its bidder alone is told."""

    currency: str
    amount: int
    """In minor units."""
    nonce: str
    """The 32 bytes under which the commitment was made, in base16."""

    @property
    def json(self) -> str:
        """Return it as it stands in the file."""
        currency, nonce = _quoted(self.currency), _quoted(self.nonce)
        return f'{{"currency": {currency}, "amount": {self.amount}, "nonce": {nonce}}}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An entry of a log, where it stands, and the note that promises it."""

    origin: str
    ledger: str
    position: int
    entry: bytes
    note: bytes | None = None
    """The signed note; None where the key was not at hand."""
    opening: ReceiptOpening | None = None
    """What was sealed, where the bidder is told; it is no part of what is signed."""

    @property
    def leaf(self) -> bytes:
        """The hash of the entry, which is its leaf in the tree of the log."""
        return leaf_hash(self.entry)

    @property
    def text(self) -> str:
        """The text that is signed."""
        leaf = f"leaf {encoded(self.leaf)}"
        return f"{self.origin}{SUFFIX}\nposition {self.position}\n{leaf}\n"

    def signed(self, note: bytes) -> Receipt:
        """Return the receipt with the note that promises it."""
        return replace(self, note=note)

    @property
    def data(self) -> bytes:
        """Return the file: JSON, which says in its second line whether it is signed."""
        is_signed, note = ("false", "null")
        if self.note is not None:
            is_signed, note = "true", _quoted(self.note.decode())
        form, opening = FORMAT, ""
        if self.opening is not None:
            form = FORMAT_WITH_OPENING
            opening = f',\n "opening": {self.opening.json}'
        return (
            f'{{\n "format": "{form}",\n "signed": {is_signed},\n'
            f' "origin": {_quoted(self.origin)},\n "ledger": {_quoted(self.ledger)},\n'
            f' "position": {self.position},\n "leaf_hash": "{encoded(self.leaf)}",\n'
            f' "entry": {_quoted(self.entry.decode())},\n "note": {note}{opening}\n}}\n'
        ).encode()


def parse_receipt(content: bytes) -> Receipt:
    """Read a receipt; raises ReceiptInvalid where it is none or contradicts itself.

    Who signed its note, and what the note says, is not looked at.
    """
    written = _object_in(content)
    receipt = Receipt(
        origin=written["origin"],
        ledger=written["ledger"],
        position=written["position"],
        entry=_bytes_of(written["entry"]),
        note=None if written["note"] is None else _bytes_of(written["note"]),
        opening=_opening_in(written.get("opening")),
    )
    if receipt.position < 1:
        raise ReceiptInvalid(f"No log has a position {receipt.position}.")
    if written["signed"] is not (receipt.note is not None):
        raise ReceiptInvalid("Whether it is signed is not what its note says.")
    if written["leaf_hash"] != encoded(receipt.leaf):
        raise ReceiptInvalid("Its leaf hash is not the hash of its entry.")
    return receipt


def _opening_in(written: dict[str, Any] | None) -> ReceiptOpening | None:
    if written is None:
        return None
    if written.keys() != _OPENING.keys() or any(
        type(written[key]) is not kind for key, kind in _OPENING.items()
    ):
        raise ReceiptInvalid("Its opening is not as a receipt has it.")
    return ReceiptOpening(**written)


def _object_in(content: bytes) -> dict[str, Any]:
    try:
        written = loads(content.decode(), object_pairs_hook=_once)
    except (UnicodeDecodeError, JSONDecodeError, RecursionError) as fault:
        raise ReceiptInvalid("It is no JSON, as a receipt is.") from fault
    form = written.get("format") if isinstance(written, dict) else None
    if form not in (FORMAT, FORMAT_WITH_OPENING):
        raise ReceiptInvalid(f"It does not say that its format is {FORMAT}.")
    keys = _KEYS if form == FORMAT else {**_KEYS, "opening": dict}
    if written.keys() != keys.keys():
        raise ReceiptInvalid(f"A receipt has the keys {', '.join(keys)}.")
    for key, kind in keys.items():
        if not isinstance(written[key], kind) or (kind is int and written[key] is True):
            raise ReceiptInvalid(f"Its {key} is not as a receipt has it.")
    read: dict[str, Any] = written
    return read


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make an object of pairs, none of whose keys comes twice."""
    written = dict(pairs)
    if len(written) != len(pairs):
        raise ReceiptInvalid("A key is in it twice.")
    return written


def _bytes_of(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as fault:
        raise ReceiptInvalid("It holds half a character.") from fault
