"""How an amount or a name may stand in a file, so that it is found there."""

from __future__ import annotations

import io
from base64 import b32encode, b64encode
from itertools import product
from unicodedata import normalize
from zipfile import ZipFile, is_zipfile

import pypdf

SHORTEST = 4
"""What is shorter stands everywhere."""


def encodings(amount):
    """Return how an amount may stand in a file: in digits, in bytes, and encoded."""
    whole = amount // 100
    spelled = {f"{amount}", f"{whole}", f"{amount / 100:.2f}"}
    for mark in ",.'_ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}":
        spelled |= {f"{whole:,}".replace(",", mark), f"{amount:,}".replace(",", mark)}
    for text in spelled:
        yield from encoded(text)
    for length, order in product((4, 8), ("big", "little")):
        yield amount.to_bytes(length, order)


def encoded(text):
    """Return how a text may stand in a file: in bytes of many kinds, and encoded."""
    for form, coding in product(("NFC", "NFD"), ("utf-8", "utf-16-le", "utf-16-be")):
        data = normalize(form, text).encode(coding)
        yield data
        yield from (data.hex().encode(), data.hex().upper().encode())
        yield from _within(b64encode, 6, data, 3)
        yield from _within(b32encode, 5, data, 5)
    yield normalize("NFC", text).encode("latin-1", "ignore")
    yield text.encode("ascii", "xmlcharrefreplace")
    yield text.encode("ascii", "backslashreplace")


def _within(encode, bits, data, size):
    """Return what of an encoding stays the same, wherever the data begins in it."""
    for before in range(size):
        whole = encode(bytes(before) + data)
        yield whole[-(-before * 8 // bits) : (before + len(data)) * 8 // bits]


def is_in(content, texts):
    """Say whether one of the texts stands in a file's content, or is unpacked of it."""
    looked_for = {text for text in texts if len(text) >= SHORTEST}
    return any(text in part for part in _parts(content) for text in looked_for)


def _parts(content):
    yield content
    if content.startswith(b"%PDF"):
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        yield "\n".join(page.extract_text() for page in pages).encode()
    elif is_zipfile(io.BytesIO(content)):
        with ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield from _parts(packed.read(name))
