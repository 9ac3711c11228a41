"""The types of a file's values, for pydantic: an amount, a rate, a time, a word.

All may be None: left out, or reported because it could not be read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Annotated, Literal, TypeAlias, TypeVar

from pydantic import PlainValidator, ValidationInfo

from ledger.files.toml import times, values
from ledger.files.toml.values import Reading, choice
from ledger.identity import Channel, SaleId
from ledger.increments import Basis, OffIncrement
from ledger.money import Currency, Minor
from ledger.terms.bidding import (
    NextAsk,
    Openings,
    ReserveMode,
    SelfRaise,
    StrikePolicy,
    TieRule,
)
from ledger.terms.information import Topic
from ledger.terms.sessions import (
    Eligibility,
    ExtensionMode,
    ExtensionScope,
    ExtensionTrigger,
    SessionKind,
    UnopenedRule,
)
from ledger.terms.settlement_rules import (
    Bearer,
    DistanceSales,
    ExportTax,
    HammerTax,
    OwnGoods,
)
from ledger.terms.tax import MarginGoods, Taxable, TaxRounding, TaxScheme

Value = TypeVar("Value")


def leaf(read: Callable[[object, Reading], Value]) -> PlainValidator:
    """Make pydantic read a value our way."""

    def checked(value: object, info: ValidationInfo) -> Value | None:
        # TOML has no null: None marks what was reported and could not be read.
        if value is None:
            return None
        assert isinstance(info.context, Reading), "a value is read in its file"
        return read(value, info.context)

    return PlainValidator(checked)


Text: TypeAlias = Annotated[str | None, leaf(values.text)]
Flag: TypeAlias = Annotated[bool | None, leaf(values.flag)]
Whole: TypeAlias = Annotated[int | None, leaf(values.whole)]
Count: TypeAlias = Annotated[int | None, leaf(values.count)]
Amount: TypeAlias = Annotated[Minor | None, leaf(values.amount)]
Rate: TypeAlias = Annotated[Fraction | None, leaf(values.rate)]
Fee: TypeAlias = Annotated[Fraction | None, leaf(values.signed_rate)]
Span: TypeAlias = Annotated[timedelta | None, leaf(times.span)]
Day: TypeAlias = Annotated[date | None, leaf(times.day)]
Moment: TypeAlias = Annotated[datetime | None, leaf(times.moment)]
Early: TypeAlias = Annotated[datetime | timedelta | None, leaf(times.moment_or_before)]
OneChannel: TypeAlias = Annotated[Channel | None, leaf(choice(Channel))]
ChannelKey: TypeAlias = Annotated[Channel, leaf(choice(Channel))]
OneTaxable: TypeAlias = Annotated[Taxable | None, leaf(choice(Taxable))]
OneBasis: TypeAlias = Annotated[Basis | None, leaf(choice(Basis))]
OneOff: TypeAlias = Annotated[OffIncrement | None, leaf(choice(OffIncrement))]
OneTie: TypeAlias = Annotated[TieRule | None, leaf(choice(TieRule))]
OneReserve: TypeAlias = Annotated[ReserveMode | None, leaf(choice(ReserveMode))]
OnePolicy: TypeAlias = Annotated[StrikePolicy | None, leaf(choice(StrikePolicy))]
OneSelfRaise: TypeAlias = Annotated[SelfRaise | None, leaf(choice(SelfRaise))]
OneKind: TypeAlias = Annotated[SessionKind | None, leaf(choice(SessionKind))]
OneMode: TypeAlias = Annotated[ExtensionMode | None, leaf(choice(ExtensionMode))]
OneScope: TypeAlias = Annotated[ExtensionScope | None, leaf(choice(ExtensionScope))]
OneTrigger: TypeAlias = Annotated[
    ExtensionTrigger | None, leaf(choice(ExtensionTrigger))
]
OneEligibility: TypeAlias = Annotated[Eligibility | None, leaf(choice(Eligibility))]
OneUnopened: TypeAlias = Annotated[UnopenedRule | None, leaf(choice(UnopenedRule))]
OneNextAsk: TypeAlias = Annotated[NextAsk | None, leaf(choice(NextAsk))]
OneOpenings: TypeAlias = Annotated[Openings | None, leaf(choice(Openings))]
OneRounding: TypeAlias = Annotated[TaxRounding | None, leaf(choice(TaxRounding))]
OneBearer: TypeAlias = Annotated[Bearer | None, leaf(choice(Bearer))]
OneHammerTax: TypeAlias = Annotated[HammerTax | None, leaf(choice(HammerTax))]
OneOwnGoods: TypeAlias = Annotated[OwnGoods | None, leaf(choice(OwnGoods))]
OneTopic: TypeAlias = Annotated[Topic | None, leaf(choice(Topic))]
Cuts: TypeAlias = Annotated[int | Literal["unlimited"] | None, leaf(values.limit)]
Lots: TypeAlias = Annotated[tuple[str, str] | None, leaf(values.lots)]
OneScheme: TypeAlias = Annotated[TaxScheme | None, leaf(choice(TaxScheme))]
OneMarginGoods: TypeAlias = Annotated[MarginGoods | None, leaf(choice(MarginGoods))]
OneExportTax: TypeAlias = Annotated[ExportTax | None, leaf(choice(ExportTax))]
OneDistance: TypeAlias = Annotated[DistanceSales | None, leaf(choice(DistanceSales))]
Place: TypeAlias = Annotated[str | None, leaf(values.jurisdiction)]
Prefix: TypeAlias = Annotated[str | None, leaf(values.prefix)]
Zone: TypeAlias = Annotated[str | None, leaf(values.zone_name)]
Code: TypeAlias = Annotated[Currency | None, leaf(values.currency)]
Sale: TypeAlias = Annotated[SaleId | None, leaf(values.sale_id)]
