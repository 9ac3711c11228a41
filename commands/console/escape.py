"""Escape and then a key, however fast they come: two keys, and never one.

A terminal sends Alt and a key as Escape and that key, and tmux keeps Escape back until
it has seen the next key. Textual makes one key of the two, and a sign that nobody
typed; here each stays what was pressed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

from presenters.console.input_line import AMOUNT, EQUALS, NUMBER
from presenters.console.keys import KEYS_BY_SIGN

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from textual.events import Key

ESCAPE = "escape"
MARKS_FROM = 0xE000
"""Signs that no keyboard has stand for Escape and a sign."""

BEGINS_A_SEQUENCE = frozenset("OP")
"""After Escape these begin the name of a key such as F1: Textual waits for the rest."""


def keep_escape_apart() -> None:
    """Have every terminal's Escape and a sign of the console read as such."""
    sequences = cast("MutableMapping[str, str]", ANSI_SEQUENCES_KEYS)
    for sign in (NUMBER | AMOUNT | KEYS_BY_SIGN.keys() | {EQUALS}) - BEGINS_A_SEQUENCE:
        sequences[f"\x1b{sign}"] = chr(MARKS_FROM + ord(sign))


def keys_of(event: Key) -> list[tuple[str, str | None]]:
    """Return the keys that were pressed: each by its name, and the sign it makes."""
    sign = event.character
    if sign is not None and MARKS_FROM <= ord(sign[0]) < MARKS_FROM + 128:
        sign = chr(ord(sign) - MARKS_FROM)
        return [(ESCAPE, None), (sign, sign)]
    if event.key.startswith("alt+"):
        name = event.key.rpartition("+")[2]
        if sign is None and len(name) == 1:
            sign = name.upper() if "shift+" in event.key else name
        return [(ESCAPE, None), (name, sign)]
    return [(event.key, sign)]
