"""The taxes of a buyer and of a lot, from what is on file and what the rules say."""

from __future__ import annotations

from datetime import date

from ledger.client import Client, certificate_for, tax_status_on
from ledger.entry import tax_stream
from ledger.events import BuyerCharged
from ledger.house.aggregates import Aggregates
from ledger.lot import Lot
from ledger.money import Minor
from ledger.refusals import PurchasePriceNeeded
from ledger.sale import Sale
from ledger.settlement.taxing import BuyerTaxes, TaxedLot
from ledger.terms.settlement_rules import OwnGoods, SettlementRules
from ledger.terms.tax import TaxRate, TaxScheme


def buyer_taxes(records: Aggregates, sale: Sale, client: Client) -> BuyerTaxes:
    """Return the taxes that a buyer pays: the terms take precedence over the tables."""
    place = sale.settled_by.rules.tax.jurisdiction
    jurisdiction = client.jurisdiction or place
    promised = sale.terms.rules.tax
    named = {rate.jurisdiction for rate in promised}
    rates = list(promised)
    for taxed_in in dict.fromkeys((jurisdiction, place)):
        if taxed_in not in named:
            rates += rates_on_file(records, taxed_in)

    def certificate(day: date, category: str | None) -> str | None:
        exempting = certificate_for(client, jurisdiction, on=day, category=category)
        return None if exempting is None else exempting.number

    return BuyerTaxes(
        jurisdiction=jurisdiction,
        place=place,
        rates=rates,
        certificate=certificate,
        status=lambda day: tax_status_on(client, day),
        abroad=sale.settled_by.rules.tax.abroad,
    )


def rates_on_file(records: Aggregates, jurisdiction: str) -> tuple[TaxRate, ...]:
    """Return the rates of a jurisdiction that were put on file last."""
    table = records.state(tax_stream(jurisdiction))
    return () if table is None else table.rates


def lot_taxed(lot: Lot, rules: SettlementRules) -> TaxedLot:
    """Return all of a lot that decides its tax, whoever buys it."""
    category = lot.listing.category
    return TaxedLot(
        scheme=scheme_of(lot, rules),
        category=category,
        goods=rules.tax.goods(category),
        own_margin=_own_margin(lot, rules),
        export=lot.books.export,
    )


def _own_margin(lot: Lot, rules: SettlementRules) -> Minor | None:
    """Return what a lot of the house's own brings beyond what it was bought for.

    A loss is no margin, and lowers none (§ 25a (3) UStG; Notice 718, section 3).
    Raises PurchasePriceNeeded.
    """
    asks = rules.tax.own_goods is OwnGoods.MARGIN
    is_own = lot.listing.consignor is None and scheme_of(lot, rules).is_margin
    if lot.sold is None or not (asks and is_own):
        return None
    if (purchase := lot.books.purchase) is None:
        raise PurchasePriceNeeded(lot=lot.id)
    margin = lot.sold.hammer + lot.sold.premium - purchase.price
    return max(0, margin)


def charge_taxed(records: Aggregates, charged: BuyerCharged) -> TaxedLot:
    """Return how a charge is taxed: one for a lot goes where the lot goes."""
    if charged.lot is None:
        return TaxedLot()
    lot = records.lot(charged.lot)
    return TaxedLot(category=lot.listing.category, export=lot.books.export)


def scheme_of(lot: Lot, rules: SettlementRules) -> TaxScheme:
    """Return the scheme that a lot is taxed under: its own, or its category's."""
    return lot.books.scheme or rules.tax.scheme(lot.listing.category)
