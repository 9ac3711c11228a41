"""Turn what people type into what the ledger means."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
from click.shell_completion import CompletionItem

from ledger.identity import LotId, SaleId, UserId, sale_of

if TYPE_CHECKING:
    from ledger.money import Currency, Minor


YEARS = range(1900, 3000)
"""No sale is older or lies further ahead: another year is a slip of the finger."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_WEIGHT = re.compile(r"[0-9]{1,3}")
RATINGS = 6
"""What is weighed: alpha to zeta."""
_DAY_ALONE = re.compile(r"[\d-]*")


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
            when = None
        if when is None or _DAY_ALONE.fullmatch(value):
            example = "2025-12-11T09:41-06:00"
            self.fail(f"{value!r} is not a time. Write it like {example}.", param, ctx)
        if when.tzinfo is None:
            zoned = f"{value}-06:00 or {value}Z"
            self.fail(f"{value!r} has no zone. Add one, like {zoned}.", param, ctx)
        if when.year not in YEARS:
            self.fail(f"{value!r} is far from any sale. Check the year.", param, ctx)
        return when.astimezone(UTC)


class DayType(click.ParamType[date]):
    """A day of the calendar."""

    name = "day"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """Read a year, a month and a day."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day. Write it like 2025-12-11.", param, ctx)


class TextType(click.ParamType[str]):
    """Words on one line, for the record."""

    name = "text"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Read a text that says something, and nothing to the terminal."""
        text = str(value)
        if not text.strip():
            self.fail("It is empty. Write a text, or leave it out.", param, ctx)
        if control := _CONTROL.search(text):
            sign = f"the control character U+{ord(control[0]):04X}"
            self.fail(f"{text!r} holds {sign}. Write it on one line.", param, ctx)
        return text.strip()


class NameType(click.ParamType[str]):
    """A name of one of the shapes in ``ledger.identity``, in capitals or not."""

    def __init__(self, name: str, shape: str, example: str) -> None:
        self.name = name
        self._shape = shape
        self._example = example

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Read a name, in any case of letters."""
        from ledger import identity

        written = str(value).strip().upper()
        if getattr(identity, self._shape).fullmatch(written) is None:
            right = f"Write it like {self._example}."
            self.fail(f"{value!r} is no {self.name}. {right}", param, ctx)
        return written


class UserType(click.ParamType["UserId"]):
    """A user's short name, as it is typed: ``u-anna``."""

    name = "user"

    def convert(self, value: Any, param: Any, ctx: Any) -> UserId:
        """Read a name that no person is told by."""
        from ledger.identity import USER_ID

        if USER_ID.fullmatch(str(value)) is None:
            right = "Write u- and a short name in small letters, like u-anna."
            self.fail(f"{value!r} is no user. {right}", param, ctx)
        return UserId(value)


class VatNumberType(NameType):
    """A VAT number: of a country whose shape is known, in that shape."""

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Read a VAT number, with spaces or without."""
        from ledger.terms.vat_numbers import misshapen

        compact = super().convert("".join(str(value).split()), param, ctx)
        if (shape := misshapen(compact)) is not None:
            self.fail(f"{value!r} is no VAT number. {shape}", param, ctx)
        return compact


class LotType(click.ParamType["LotId"]):
    """A lot, by sale and number: ``HERITAGE-2025-12/50061``."""

    name = "sale/lot"

    def convert(self, value: Any, param: Any, ctx: Any) -> LotId:
        """Read a sale and a lot number with a stroke between."""
        from ledger import identity

        sale, _, number = str(value).strip().upper().partition("/")
        known = identity.SALE_ID.fullmatch(sale) is not None
        if not known or identity.LOT_NUMBER.fullmatch(number) is None:
            right = "Write sale and number, like HERITAGE-2025-12/50061."
            self.fail(f"{value!r} is no lot. {right}", param, ctx)
        return identity.lot_id(identity.SaleId(sale), number)


class SaleOrLotType(click.ParamType["tuple[SaleId, LotId | None]"]):
    """A whole sale, or one lot of it."""

    name = "sale[/lot]"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[SaleId, LotId | None]:
        """Read a sale, and the lot where one is named."""
        if isinstance(value, tuple):
            return value
        if "/" in str(value):
            lot = LOT.convert(value, param, ctx)
            return sale_of(lot), lot
        return SaleId(SALE.convert(value, param, ctx)), None


class RulesType(click.ParamType[str]):
    """A terms file, or the name of a preset."""

    name = "file"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the presets, and files where none begins so."""
        from ledger.files.terms_file import preset_names

        begun = [name for name in preset_names() if name.startswith(incomplete)]
        files = [CompletionItem(incomplete, type="file")]
        return [CompletionItem(name) for name in begun] or files


class AsOfType(click.ParamType["int | date"]):
    """How far back to look: to a position, the end of a day, or a moment."""

    name = "position|time"

    def convert(self, value: Any, param: Any, ctx: Any) -> int | date:
        """Read a whole number, a day, or a time with its zone."""
        if isinstance(value, int | date):
            return value
        text = str(value).strip().lstrip("#")
        if text.isdecimal():
            return int(text)
        if _DAY_ALONE.fullmatch(text):
            day = DAY.convert(text, param, ctx)
            if day.year not in YEARS:
                self.fail(f"{text!r} is far from any sale. Check the year.", param, ctx)
            return day
        return WHEN.convert(value, param, ctx)


class ZoneType(click.ParamType[ZoneInfo]):
    """A time zone, by its name in the database of zones."""

    name = "zone"

    def convert(self, value: Any, param: Any, ctx: Any) -> ZoneInfo:
        """Read the name of a zone."""
        from ledger.files.problems import Misread
        from ledger.files.toml.values import Reading, zone_name

        try:
            return ZoneInfo(zone_name(value, Reading(None, None)))
        except Misread as no:
            self.fail(f"{value!r} is no time zone. {no.remedy}", param, ctx)


class WeightsType(click.ParamType["tuple[int, ...]"]):
    """Six weights, whole numbers of which one at least is above 0."""

    name = "numbers"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[int, ...]:
        """Read whole numbers with commas between."""
        if isinstance(value, tuple):
            return value
        written = [part.strip() for part in str(value).split(",")]
        numbers = tuple(int(part) for part in written if _WEIGHT.fullmatch(part))
        if len(numbers) != len(written) or len(numbers) != RATINGS or not any(numbers):
            right = f"Write {RATINGS} whole numbers, not all 0, like 9,2,5,2,2,2."
            self.fail(f"{value!r} are no weights. {right}", param, ctx)
        return numbers


WHEN = WhenType()
WEIGHTS = WeightsType()
ZONE = ZoneType()
AS_OF = AsOfType()
DAY = DayType()
TEXT = TextType()
LOT = LotType()
SALE = NameType("sale", "SALE_ID", "HERITAGE-2025-12")
SALE_OR_LOT = SaleOrLotType()
CLIENT = NameType("client", "CLIENT_ID", "C-1042")
USER = UserType()
HOLD = NameType("hold", "HOLD_ID", "MATTER-7")
INVOICE = NameType("invoice", "INVOICE_ID", "HA-2025-00017")
BILL = NameType("invoice or credit note", "BILL_ID", "HA-2025-00017")
STATEMENT = NameType("statement", "STATEMENT_ID", "HA-2025-S00004")
PAYMENT = NameType("payment", "PAYMENT_ID", "HA-2025-00017/P1")
FUNDS = NameType("money without an invoice", "FUNDS_ID", "C-1042/F1")
BANK_ACCOUNT = NameType("bank account", "BANK_ACCOUNT_ID", "OPERATING")
JURISDICTION = NameType("jurisdiction", "JURISDICTION", "US-TX")
COUNTRY = NameType("country", "COUNTRY", "DE")
VAT_ID = VatNumberType("VAT number", "VAT_ID", "DE123456789")
PADDLE = NameType("paddle", "PADDLE", "1042")
BID = NameType("bid", "BID_ID", "50061#7")
DISPUTE = NameType("dispute", "DISPUTE_ID", "HERITAGE-2025-12/D1")
RULES = RulesType()
CHANNEL = click.Choice(["floor", "phone", "mail", "fax", "internet", "live"])
ROLE = click.Choice(
    [
        "bidder",
        "clerk",
        "auctioneer",
        "compliance",
        "accountant",
        "developer",
        "administrator",
        "auditor",
        "system",
    ]
)


def amount(text: str, currency: Currency, option: str) -> Minor:
    """Read an amount as people write it, in the currency of the sale.

    Raises BadParameter naming the option.
    """
    from ledger.money import NotAnAmount

    try:
        return currency.read(text)
    except NotAnAmount as no:
        raise click.BadParameter(str(no), param_hint=f"'{option}'") from no


def price(text: str, currency: Currency, option: str) -> Minor:
    """Read an amount above 0; raises BadParameter naming the option."""
    figure = amount(text, currency, option)
    if figure == 0:
        slip = f"{text!r} is nothing to pay. Write an amount above 0."
        raise click.BadParameter(slip, param_hint=f"'{option}'")
    return figure


def amount_or_none(text: str, currency: Currency) -> Minor | None:
    """Read the argument AMOUNT|none; raises BadParameter for anything else."""
    return None if text.lower() == "none" else amount(text, currency, "AMOUNT|none")
