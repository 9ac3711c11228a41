"""What an entry touches, also where it cannot be read: lots, invoices and people."""

from __future__ import annotations

_LOTS = {"lot", "lots"}
_DOCUMENTS = {"invoice", "credit_note", "statement", "document", "payment"}
_PADDLES = {"paddle", "buyer", "underbidder"}
_PEOPLE = {"client", "consignor", "actor", "second", "login", "on_behalf_of"}
_STREAMS = {"lot": "lots", "client": "people", "funds": "people"}
_ISSUED = ("invoice-issued/", "credit-note-issued/", "statement-issued/")
_NAMED = {
    **dict.fromkeys(_LOTS, "lots"),
    **dict.fromkeys(_DOCUMENTS, "documents"),
    **dict.fromkeys(_PADDLES, "paddles"),
    **dict.fromkeys(_PEOPLE, "people"),
}
