"""Why each field of an event stands in the log as all may read it.

An amount, a number or a text of an event that is recorded before the hammer may tell a
maximum. A field that is new is here, or a test fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

SEALED = "sealed: it stands here as None"
EMPTY = "left out of a lot that is sealed"
OPENED = "it opens to everybody what was sealed, as the terms say"
ANNOUNCED = "it is in the catalogue or the terms, before anybody bids"
ASKED = "the saleroom hears it: what stands, what is asked, what was called"
HAMMER = "it follows from the hammer, which everybody heard"
COUNT = "it counts, or names a place, a version or a session"
TYPED = "a person typed it: what is sealed is not worked into it"
WHO = "it says who somebody is to the house, and no amount"
CODE = "it names a rule, and quotes no amount"
LIMIT = "it is set by the house for a client, before and apart from their bids"
CLASS = "the class of a bidder; what a sealed amount earned is sealed with it"
CALLED_CLASS = "the class by then of who called in the room: see sealing.md"
SEAL = "a commitment and a ciphertext tell nothing without the keys"

AFTER_THE_HAMMER = {
    "bank",
    "banking",
    "bookkeeping",
    "buyer",
    "consignment",
    "documents",
    "e_invoices",
    "funds",
    "own_tax",
    "periods",
    "reminder",
    "write_offs",
}
"""Rooms of events about money that is owed: none is recorded of a lot still bid on."""
APART = {"ledger", "users", "holds", "diligence"}
"""Rooms of events about no bid: who may act, and what is kept."""

STANDING = {
    "price": ASKED,
    "asking": ASKED,
    "premium": "by the terms, of the price; a class that was earned is not in it",
    "step": ASKED,
    "against": EMPTY,
    "terms": COUNT,
}
_SEAL = {"commitment": SEAL, "text": SEAL, "key": "the client, whom the paddle names"}
_LISTING = dict.fromkeys(
    (
        *("title", "description", "category", "low_estimate", "high_estimate"),
        *("opening", "quantity"),
    ),
    ANNOUNCED,
)
_TAKEN_OUT = {"standing": STANDING, "asking": ASKED, "left": COUNT}
_HAMMER = dict.fromkeys(("price", "hammer", "premium", "client_class"), HAMMER)

Reasons = Mapping[str, Any]

FIELDS: Mapping[str, Reasons] = {
    "lot-catalogued/1": {
        **_LISTING,
        **dict.fromkeys(("session", "order"), COUNT),
        "currency": ANNOUNCED,
    },
    "lot-amended/1": _LISTING,
    "reserve-set/1": {"reserve": SEALED, "standing": STANDING, "seal": _SEAL},
    "bidder-registered/1": {"phone_line": COUNT},
    "bid-placed/1": {
        "client_class": CLASS,
        "submitted": SEALED,
        "maximum": SEALED,
        "standing": STANDING,
        "seal": _SEAL,
    },
    "bid-refused/1": {
        "submitted": SEALED,
        "code": CODE,
        "said": SEALED,
        "seen": ASKED,
        "seal": _SEAL,
    },
    "house-bid-placed/1": {"amount": ASKED, "standing": STANDING},
    "lot-sold/1": {**_HAMMER, "terms": COUNT},
    "lot-passed/1": {"highest": ASKED, "terms": COUNT},
    "lot-opened/1": {"asking": ASKED, "standing": STANDING},
    "live-bid-taken/1": {
        "client_class": CALLED_CLASS,
        "submitted": ASKED,
        "amount": ASKED,
        "standing": STANDING,
    },
    "asking-set/1": {"asking": ASKED, "standing": STANDING},
    "increment-set/1": {
        "step": ASKED,
        "start": ASKED,
        "asking": ASKED,
        "standing": STANDING,
    },
    "maximums-opened/1": {
        "currency": ANNOUNCED,
        "openings": OPENED,
        "authorised_by": WHO,
    },
    "reserve-opened/1": {
        "currency": ANNOUNCED,
        "position": COUNT,
        "set_as": COUNT,
        "reserve": OPENED,
        "nonce": OPENED,
        "authorised_by": WHO,
    },
    "bid-retracted/1": {**_TAKEN_OUT, "client_class": CLASS},
    "bid-struck/1": {**_TAKEN_OUT, "client_class": CLASS, "authorised_by": WHO},
    "lot-reopened/1": {"standing": STANDING, "authorised_by": WHO},
    "sale-rescinded/1": {"hammer": HAMMER, "authorised_by": WHO},
    "lot-resold/1": {**_HAMMER, "terms": COUNT, "authorised_by": WHO},
    "hammer-amended/1": {
        **_HAMMER,
        "was_hammer": HAMMER,
        "terms": COUNT,
        "authorised_by": WHO,
    },
    "lot-received/1": dict.fromkeys(
        ("prior_location", "storage", "marks", "contract"), TYPED
    ),
    "lot-pictured/1": {"pictures": ANNOUNCED},
    "seller-bidding-announced/1": {"notice": ANNOUNCED},
    "retention-set/1": {"rules": ANNOUNCED},
    "dispute-opened/1": {"question": TYPED},
    "replay-filed/1": {
        **dict.fromkeys(("number", "as_of"), COUNT),
        **dict.fromkeys(("inputs", "result", "digest"), SEALED),
        "seal": _SEAL,
    },
    "finding-recorded/1": {"finding": TYPED, "found_by": WHO},
    "dispute-signed-off/1": {"signed_by": WHO},
    "indicator-reviewed/1": {
        "indication": "an indicator by its code, and whom it is about",
        "points": SEALED,
        "inputs": SEALED,
        "as_of": COUNT,
        "finding": TYPED,
        "reviewed_by": WHO,
        "seal": _SEAL,
    },
    "looked/1": {"purpose": TYPED, "session": COUNT, "addresses": COUNT},
    "sale-announced/2": {"terms": ANNOUNCED, "terms_hash": ANNOUNCED},
    "terms-amended/2": {
        "version": COUNT,
        **dict.fromkeys(("terms", "terms_hash", "notice"), ANNOUNCED),
    },
    "paddle-issued/1": {"client_class": WHO, "limit": LIMIT},
    "paddle-limited/1": {"limit": LIMIT},
    "message-told/1": {"words": TYPED},
    "session-opened/1": {"session": COUNT},
    "session-closed/1": {"session": COUNT},
    "client-enrolled/1": {"client_class": WHO},
    "credit-limit-set/1": {"currency": LIMIT, "limit": LIMIT},
    "certificate-filed/1": dict.fromkeys(
        ("jurisdiction", "number", "categories", "use"), WHO
    ),
    "certificate-revoked/1": {"jurisdiction": WHO, "number": WHO},
    "jurisdiction-set/1": {"jurisdiction": WHO},
    "tax-status-set/1": dict.fromkeys(("country", "vat_id", "tax_number"), WHO),
    "person-erased/1": {"basis": TYPED, "authorised_by": WHO},
}
"""By event and field; a field with parts of its own that differ is taken apart."""


def telling(kind: Any) -> Iterator[str]:
    """Yield the paths to all that may tell an amount in a shape: numbers and texts."""
    if kind in (str, int):
        yield ""
    elif is_dataclass(kind):
        hints = get_type_hints(kind)
        for part in fields(kind):
            for path in telling(hints[part.name]):
                yield f"{part.name}.{path}".removesuffix(".")
    else:
        for part in get_args(kind):
            yield from telling(part)
