"""The shape of a settlement file: its tables and keys, and what each value is."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from ledger.files.settlement_file.unions import union
from ledger.files.terms_file.shapes import BandTable
from ledger.files.toml.leaves import (
    Amount,
    Count,
    Flag,
    OneBearer,
    OneDistance,
    OneExportTax,
    OneHammerTax,
    OneMarginGoods,
    OneOwnGoods,
    OneRounding,
    OneScheme,
    Place,
    Prefix,
    Rate,
    Text,
    leaf,
)
from ledger.files.toml.tables import TomlTable

Countries: TypeAlias = Annotated[tuple[str, ...] | None, leaf(union)]


class MarginTable(TomlTable):
    """The table ``[tax.margin]``."""

    goods: OneMarginGoods = None
    category: dict[str, OneMarginGoods] | None = None


class AbroadTable(TomlTable):
    """The table ``[tax.abroad]``."""

    union: Countries = None
    exports: OneExportTax = None
    proof_months: Count = None
    margin_follows: Flag = None
    distance: OneDistance = None
    services: Flag = None
    inclusive_follows: Flag = None


class TaxPlaceTable(TomlTable):
    """The table ``[tax]``."""

    place: Place = Field(
        description="where lots are handed over", examples=['place = "US-TX"']
    )
    scheme: OneScheme = None
    category: dict[str, OneScheme] | None = None
    rounding: OneRounding = None
    own_goods: OneOwnGoods = None
    margin: MarginTable | None = None
    abroad: AbroadTable | None = None
    hammer_tax: OneHammerTax = None


class ResaleRightTable(TomlTable):
    """The table ``[resale_right]``."""

    scale: Text = None
    bands: list[BandTable | None] | None = None
    threshold: Amount = None
    cap: Amount = None
    categories: list[Text] | None = None
    borne_by: OneBearer = None
    own_lots: Flag = None


class CommissionTable(TomlTable):
    """The table ``[consignors.category.…]``; what it leaves out is as usual."""

    bands: list[BandTable | None] | None = None
    minimum: Amount = None


class ConsignorTable(CommissionTable):
    """The table ``[consignors]``."""

    bands: list[BandTable | None] | None = Field(
        description="the bands of the commission", examples=["[[consignors.bands]]"]
    )
    category: dict[str, CommissionTable | None] | None = None
    illustration: Amount = None
    reserve_fee: Rate = None
    buy_back: Rate = None
    withhold: Flag = None


class SettlementFile(TomlTable):
    """The shape of a settlement file."""

    prefix: Prefix = Field(
        description="what the house's numbers begin with", examples=['prefix = "HA"']
    )
    per_session: Flag = None
    short_payment: Amount = None
    tax: TaxPlaceTable | None = Field(
        description="whose taxes the sale bears", examples=["[tax] and its place"]
    )
    resale_right: ResaleRightTable | None = None
    consignors: ConsignorTable | None = Field(
        description="what consignors pay", examples=["[consignors] and its bands"]
    )
