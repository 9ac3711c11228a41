"""The names and addresses of clients, which a house keeps outside the log."""

from __future__ import annotations

import re
from pathlib import Path

from ledger.files import bank_names, cells
from ledger.files.layouts import fitted
from ledger.files.problems import Misread
from ledger.files.review import Review
from ledger.files.sheets import NAMES
from ledger.files.table import Row, read_table
from ledger.terms.house import ClientName, Names

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ADDRESS = ("line1", "line2", "line3", "line4")
_ON_ONE_LINE = ("postcode", "city", "vat_id", "contact", "buyer_reference")


def read_names(path: str | Path) -> Names:
    """Read names and addresses, by client.

    Raises Faulty with every mistake of the file.
    """
    table = read_table(path)
    review = Review(table, fitted(table, (NAMES,)))
    names = [_client_name(review, row) for row in review.table.rows]
    return {name.client: name for name in review.sound(names)}


def _client_name(review: Review, row: Row) -> ClientName | None:
    client = review.required(row, "client", cells.client_id)
    name = review.required(row, "name", cells.one_line)
    lines = [review.read(row, word, cells.one_line) for word in _ADDRESS]
    country = review.read(row, "country", cells.country)
    email = review.read(row, "email", _email)
    iban = review.read(row, "iban", bank_names.iban)
    bic = review.read(row, "bic", bank_names.bic)
    others = {word: review.read(row, word, cells.one_line) for word in _ON_ONE_LINE}
    if client is None or name is None:
        return None
    review.once(row, "client", (client,), f"client {client}")
    return ClientName(
        client=client,
        name=name,
        lines=tuple(line for line in lines if line is not None),
        country=country,
        email=email,
        iban=iban,
        bic=bic,
        **others,
    )


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise Misread("an e-mail address", "Write it like ada@example.org.")
    return text
