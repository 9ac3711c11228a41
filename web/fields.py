"""Fields that the bodies of several operations have, each read by one rule."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

from msgspec import Meta

from ledger.identity import COUNTRY, JURISDICTION, PADDLE, SALE_ID, VAT_ID

_CONTROL = "\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029"
_SEEN = f"[^\\s{_CONTROL}]"
_ON_ONE_LINE = f"^[^{_CONTROL}]*{_SEEN}[^{_CONTROL}]*(?!\\n)$"


def exactly(pattern: str) -> Meta:
    """Return the rule of a text that is this and nothing else, not even a newline."""
    return Meta(pattern=f"^(?:{pattern})(?!\\n)$")


PaddleText: TypeAlias = Annotated[str, exactly(PADDLE.pattern)]
"""A paddle, as it was issued."""

SaleText: TypeAlias = Annotated[str, exactly(SALE_ID.pattern)]
"""A sale, as it was announced."""

SecondPerson: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=200, pattern=_ON_ONE_LINE)
]
"""Who authorises it beside whoever asks."""

OneLine: TypeAlias = Annotated[str, Meta(pattern=_ON_ONE_LINE)]
"""Words on one line, of any length."""

Words: TypeAlias = Annotated[str, Meta(max_length=2000, pattern=_ON_ONE_LINE)]
"""Words on one line, for the record: they say something, and nothing to a terminal."""

CurrencyCode: TypeAlias = Annotated[
    str, Meta(pattern="^[A-Z]{3}(?!\\n)$", examples=["USD"])
]
"""A currency, by its code (ISO 4217)."""

CountryCode: TypeAlias = Annotated[str, exactly(COUNTRY.pattern)]
"""A country, by its code (ISO 3166-1)."""

JurisdictionCode: TypeAlias = Annotated[str, exactly(JURISDICTION.pattern)]
"""What levies a tax: a country, and a part of it."""

VatNumber: TypeAlias = Annotated[str, exactly(VAT_ID.pattern)]
"""A VAT number without spaces."""

Moment: TypeAlias = Annotated[datetime, Meta(tz=True)]
"""A moment with its zone (RFC 3339)."""

IbanText: TypeAlias = Annotated[str, exactly("[A-Za-z0-9 ]{5,42}")]
"""The number of a bank account (ISO 13616), with or without spaces."""
