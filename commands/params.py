"""Turn what people type into what the ledger means."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ledger.identity import LotId
    from ledger.money import Currency, Minor


class WhenType(click.ParamType[datetime]):
    """A moment that says which zone it is in; becomes UTC."""

    name = "time"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        """Read ISO 8601 with a zone."""
        if isinstance(value, datetime):
            return value
        try:
            when = datetime.fromisoformat(value)
        except ValueError:
            self.fail(
                f"{value!r} is not a time. Write it like 2025-12-11T09:41-06:00.",
                param,
                ctx,
            )
        if when.tzinfo is None:
            self.fail(
                f"{value!r} has no zone. Add one, like {value}-06:00 or {value}Z.",
                param,
                ctx,
            )
        return when.astimezone(UTC)


class NameType(click.ParamType[str]):
    """A name of one of the shapes in ``ledger.identity``, in capitals or not."""

    def __init__(self, name: str, shape: str, example: str) -> None:
        self.name = name
        self._shape = shape
        self._example = example

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Read a name, in any case of letters."""
        from ledger import identity  # noqa: PLC0415

        written = str(value).strip().upper()
        if getattr(identity, self._shape).fullmatch(written) is None:
            self.fail(
                f"{value!r} is no {self.name}. Write it like {self._example}.",
                param,
                ctx,
            )
        return written


class LotType(click.ParamType["LotId"]):
    """A lot, by sale and number: ``HERITAGE-2025-12/50061``."""

    name = "sale/lot"

    def convert(self, value: Any, param: Any, ctx: Any) -> LotId:
        """Read a sale and a lot number with a stroke between."""
        from ledger import identity  # noqa: PLC0415

        sale, stroke, number = str(value).strip().upper().partition("/")
        sound = identity.SALE_ID.fullmatch(sale) and identity.LOT_NUMBER.fullmatch(
            number
        )
        if not stroke or not sound:
            self.fail(
                f"{value!r} is no lot. Write sale and number, like "
                "HERITAGE-2025-12/50061.",
                param,
                ctx,
            )
        return identity.lot_id(identity.SaleId(sale), number)


WHEN = WhenType()
LOT = LotType()
SALE = NameType("sale", "SALE_ID", "HERITAGE-2025-12")
CLIENT = NameType("client", "CLIENT_ID", "C-1042")
PADDLE = NameType("paddle", "PADDLE", "1042")
CHANNEL = click.Choice(["floor", "phone", "mail", "fax", "internet", "live"])
ROLE = click.Choice(
    [
        "bidder",
        "clerk",
        "auctioneer",
        "compliance",
        "accountant",
        "developer",
        "system",
    ]
)


def amount(text: str, currency: Currency, option: str) -> Minor:
    """Read an amount as people write it, in the currency of the sale.

    Raises BadParameter naming the option.
    """
    from ledger.money import NotAnAmount  # noqa: PLC0415

    try:
        return currency.read(text)
    except NotAnAmount as no:
        raise click.BadParameter(str(no), param_hint=f"'{option}'") from no
