"""From the shape of a settlement file to the rules, once nothing is wrong."""

from __future__ import annotations

from fractions import Fraction

from ledger.files.settlement_file.scales import SCALES
from ledger.files.settlement_file.shapes import (
    AbroadTable,
    CommissionTable,
    ConsignorTable,
    MarginTable,
    ResaleRightTable,
    SettlementFile,
    TaxPlaceTable,
)
from ledger.files.terms_file.shapes import BandTable
from ledger.files.toml.tables import sure
from ledger.money import Currency
from ledger.terms.premium import Band
from ledger.terms.settlement_rules import (
    Abroad,
    Bearer,
    CommissionScale,
    ConsignorRules,
    HammerTax,
    OwnGoods,
    ResaleRight,
    SettlementRules,
    TaxPlace,
)
from ledger.terms.tax import MarginGoods, TaxRounding, TaxScheme
from ledger.value import replace

NOTHING = 0
NO_RATE = Fraction(0)


def settlement(file: SettlementFile, currency: Currency) -> SettlementRules:
    """Make the rules by which a sale is settled."""
    right = file.resale_right
    return SettlementRules(
        prefix=sure(file.prefix),
        tax=_tax_place(sure(file.tax)),
        consignors=consignors(sure(file.consignors)),
        resale_right=None if right is None else _resale_right(right, currency),
        per_session=bool(file.per_session),
        short_payment=file.short_payment,
    )


def _tax_place(table: TaxPlaceTable) -> TaxPlace:
    categories = (table.category or {}).items()
    return TaxPlace(
        jurisdiction=sure(table.place),
        usual=table.scheme or TaxScheme.STANDARD,
        by_category=tuple((name, sure(scheme)) for name, scheme in categories),
        rounding=table.rounding or TaxRounding.LINE,
        own_goods=table.own_goods or OwnGoods.MARGIN,
        margin_goods=None if table.margin is None else table.margin.goods,
        margin_by_category=() if table.margin is None else _margin_goods(table.margin),
        abroad=None if table.abroad is None else _abroad(table.abroad),
        hammer_tax=table.hammer_tax or HammerTax.PASSED_ON,
    )


def _margin_goods(table: MarginTable) -> tuple[tuple[str, MarginGoods], ...]:
    named = (table.category or {}).items()
    return tuple((name, sure(goods)) for name, goods in named)


def _abroad(table: AbroadTable) -> Abroad:
    usual = Abroad()
    months = table.proof_months
    return Abroad(
        union=table.union or (),
        exports=table.exports or usual.exports,
        proof_months=usual.proof_months if months is None else months,
        margin_follows=bool(table.margin_follows),
        distance=table.distance or usual.distance,
        services=bool(table.services),
        inclusive_follows=bool(table.inclusive_follows),
    )


def _resale_right(table: ResaleRightTable, currency: Currency) -> ResaleRight:
    categories = tuple(sure(name) for name in table.categories or ())
    if table.scale is None:
        return ResaleRight(
            bands=_bands(table.bands),
            threshold=table.threshold or NOTHING,
            cap=table.cap,
            categories=categories,
            borne_by=table.borne_by or Bearer.BUYER,
            own_lots=table.own_lots is not False,
        )
    named = scale_named(table.scale, currency)
    return replace(
        named,
        threshold=named.threshold if table.threshold is None else table.threshold,
        cap=named.cap if table.cap is None else table.cap,
        categories=categories,
        borne_by=table.borne_by or named.borne_by,
        own_lots=table.own_lots is not False,
    )


def scale_named(name: str, currency: Currency) -> ResaleRight:
    """Return the scale of a law, in a currency."""
    scale, unit = SCALES[name], currency.unit
    return ResaleRight(
        bands=tuple(
            Band(None if end is None else end * unit, rate) for end, rate in scale.bands
        ),
        threshold=scale.threshold * unit,
        cap=None if scale.cap is None else scale.cap * unit,
        borne_by=scale.borne_by,
    )


def consignors(table: ConsignorTable) -> ConsignorRules:
    """Make the rules that consignors are charged by; a category may say its own."""
    usual = CommissionScale(_bands(table.bands), table.minimum or NOTHING)
    beside = (table.category or {}).items()
    return ConsignorRules(
        commission=usual,
        by_category=tuple((name, _own_scale(usual, sure(own))) for name, own in beside),
        illustration=table.illustration or NOTHING,
        reserve_fee=table.reserve_fee or NO_RATE,
        buy_back=table.buy_back or NO_RATE,
        withhold=table.withhold is not False,
    )


def _own_scale(usual: CommissionScale, table: CommissionTable) -> CommissionScale:
    return CommissionScale(
        bands=_bands(table.bands) if table.bands else usual.bands,
        minimum=usual.minimum if table.minimum is None else table.minimum,
    )


def _bands(bands: list[BandTable | None] | None) -> tuple[Band, ...]:
    return tuple(Band(sure(band).up_to, sure(sure(band).rate)) for band in bands or ())
