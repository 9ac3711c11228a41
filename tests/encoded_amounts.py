"""How an amount may stand in a file, so that it is found there."""

from __future__ import annotations

from base64 import b64encode
from itertools import product


def encodings(amount):
    """Return how an amount may stand in a file: in digits, in bytes, and encoded."""
    texts = {
        f"{amount}",
        f"{amount // 100}",
        f"{amount // 100:,}",
        f"{amount / 100:.2f}",
    }
    for text in texts:
        data = text.encode()
        yield from (data, data.hex().encode(), text.encode("utf-16-le"))
        for skipped in range(3):
            # Within a longer text base64 tells it in one of three ways.
            inner = b64encode(b"\0" * skipped + data)[4 if skipped else 0 :]
            yield inner.rstrip(b"=")[:-1]
    for length, order in product((4, 8), ("big", "little")):
        yield amount.to_bytes(length, order)
