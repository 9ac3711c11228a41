"""Fields that the bodies of several operations have, each read by one rule."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

from msgspec import Meta

from ledger.identity import (
    CLIENT_ID,
    COUNTRY,
    INVOICE_ID,
    JURISDICTION,
    LOT_NUMBER,
    PADDLE,
    SALE_ID,
    VAT_ID,
)
from web.misread import MEANS, exactly

_CONTROL = "\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029"
_SEEN = f"[^\\s{_CONTROL}]"
_ON_ONE_LINE = f"^[^{_CONTROL}]*{_SEEN}[^{_CONTROL}]*(?!\\n)$"
_A_LINE = {MEANS: "words on one line"}


PaddleText: TypeAlias = Annotated[str, exactly(PADDLE.pattern, "a paddle, like 42")]
"""A paddle, as it was issued."""

ClientText: TypeAlias = Annotated[
    str, exactly(CLIENT_ID.pattern, "a client, like C-1042")
]
"""A client, by the house's own name for them."""

InvoiceText: TypeAlias = Annotated[
    str, exactly(INVOICE_ID.pattern, "an invoice, like LL-2026-00007")
]
"""An invoice, by its number."""

LotNumberText: TypeAlias = Annotated[
    str, exactly(LOT_NUMBER.pattern, "the number of a lot, like 14 or 14A")
]
"""A lot, by its number in the catalogue."""

SaleText: TypeAlias = Annotated[
    str, exactly(SALE_ID.pattern, "a sale, like SPRING-2026")
]
"""A sale, as it was announced."""

SecondPerson: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=200, pattern=_ON_ONE_LINE, extra=_A_LINE)
]
"""Who authorises it beside whoever asks."""

OneLine: TypeAlias = Annotated[str, Meta(pattern=_ON_ONE_LINE, extra=_A_LINE)]
"""Words on one line, of any length."""

Words: TypeAlias = Annotated[
    str, Meta(max_length=2000, pattern=_ON_ONE_LINE, extra=_A_LINE)
]
"""Words on one line, for the record: they say something, and nothing to a terminal."""

CurrencyCode: TypeAlias = Annotated[
    str,
    Meta(
        pattern="^[A-Z]{3}(?!\\n)$",
        examples=["USD"],
        extra={MEANS: "a currency by its code, like USD"},
    ),
]
"""A currency, by its code (ISO 4217)."""

CountryCode: TypeAlias = Annotated[
    str, exactly(COUNTRY.pattern, "a country by its code, like DE")
]
"""A country, by its code (ISO 3166-1)."""

JurisdictionCode: TypeAlias = Annotated[
    str, exactly(JURISDICTION.pattern, "a country or a part of it, like US-CA")
]
"""What levies a tax: a country, and a part of it."""

VatNumber: TypeAlias = Annotated[
    str, exactly(VAT_ID.pattern, "a VAT number without spaces, like DE123456789")
]
"""A VAT number without spaces."""

Moment: TypeAlias = Annotated[datetime, Meta(tz=True)]
"""A moment with its zone (RFC 3339)."""

IbanText: TypeAlias = Annotated[
    str, exactly("[A-Za-z0-9 ]{5,42}", "an IBAN, like DE89 3704 0044 0532 0130 00")
]
"""The number of a bank account (ISO 13616), with or without spaces."""
