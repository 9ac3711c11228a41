"""A key as it is typed: a name for a command, under which it is done once."""

from __future__ import annotations

from typing import Any

import click

from commands.params import TextType


class KeyType(TextType):
    """A name for a command, under which it is done once."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Read a key, as long as it may be over HTTP and on a server."""
        from ledger.identity import KEY_CHARACTERS_MAX

        key = super().convert(value, param, ctx)
        if len(key) > KEY_CHARACTERS_MAX:
            wanted = f"Give it {KEY_CHARACTERS_MAX} at most."
            self.fail(f"It has {len(key)} characters. {wanted}", param, ctx)
        return key


KEY = KeyType()
