"""Fields that the bodies of several operations have, each read by one rule."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from msgspec import Meta

from ledger.identity import PADDLE

PaddleText: TypeAlias = Annotated[str, Meta(pattern=f"^(?:{PADDLE.pattern})$")]
"""A paddle, as it was issued."""

SecondPerson: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200)]
"""Who authorises it beside whoever asks."""
