"""Terms as text: hashed as they are stored, and written whole into what is filed."""

from __future__ import annotations

from hashlib import sha256
from json import loads
from typing import Any

from msgspec import convert

from ledger.damage import KEEP, LedgerDamaged
from ledger.events.former import Rules1, SettlementRules1, Terms1
from ledger.store import json_text
from ledger.terms import Rules, Terms
from ledger.terms.settlement_rules import SettlementRules
from ledger.value import without_later

_FORMER_SHAPES: dict[type, tuple[type, ...]] = {
    Terms: (Terms1,),
    Rules: (Rules1,),
    SettlementRules: (SettlementRules1,),
}


def content_hash(terms: Terms | SettlementRules) -> str:
    """Return the SHA-256 of the text that terms or rules are stored as."""
    return _text_digest(terms)


def former_hashes(terms: Terms | SettlementRules) -> tuple[str, ...]:
    """Return what terms or rules of the same file were known by in former shapes.

    What a former shape has no room for is left out: the file did not say it then.
    """
    return tuple(_text_digest(former) for former in _in_former_shapes(terms))


def first_hash(terms: Terms | SettlementRules) -> str:
    """Return what terms or rules of the same file were known by at first."""
    return former_hashes(terms)[-1]


def _in_former_shapes(terms: object) -> list[object]:
    """Return terms in the shapes that they were written in before, latest first."""
    with json_text.BUILDING:
        return [
            convert(without_later(terms), shape, from_attributes=True)
            for shape in _FORMER_SHAPES[type(terms)]
        ]


def _text_digest(terms: object) -> str:
    return sha256(_terms_text(terms)).hexdigest()


def _terms_text(terms: object) -> bytes:
    shape: Any = type(terms)
    return json_text.encoder(shape)(terms)


def write_terms(terms: Rules | Terms) -> str:
    """Write terms, or rules alone, whole: as JSON that reads back as they are."""
    return _terms_text(terms).decode()


def write_first_terms(terms: Rules | Terms) -> str:
    """Write terms in the first shape that they had."""
    return _terms_text(_in_former_shapes(terms)[-1]).decode()


def read_terms(text: str) -> Rules | Terms:
    """Read terms, or rules alone, in the shape that they were written in.

    Raises LedgerDamaged.
    """
    reasons = []
    for shape in (Terms, Rules, Terms1, Rules1):
        try:
            terms: Any = json_text.decoder(shape).decode(text)
            if loads(_terms_text(terms)) == loads(text):
                today: Rules | Terms
                today = terms.upcast() if shape in (Terms1, Rules1) else terms
                return today
            reasons.append("they are not as they would be written")
        except json_text.FAULTS as fault:
            reasons.append(json_text.reason_of(fault))
    raise _unreadable(reasons[0])


def _unreadable(why: str) -> LedgerDamaged:
    return LedgerDamaged(f"Terms on file in the ledger cannot be read: {why}. {KEEP}")
