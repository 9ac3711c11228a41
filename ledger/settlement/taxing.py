"""The tax on what a buyer is charged: taxed, exempt, or free as it goes abroad."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date

from ledger.events.bookkeeping import ExportLapsed, ExportProofFiled
from ledger.events.documents import Charge
from ledger.money import Minor
from ledger.taxes import TaxedThing, exempt_rate, freed, on_margin, rates_for, taxes_due
from ledger.terms.settlement_rules import Abroad, DistanceSales, ExportTax
from ledger.terms.tax import (
    MarginGoods,
    Taxable,
    TaxBasis,
    TaxCode,
    TaxDue,
    TaxRate,
    TaxScheme,
    Treatment,
)
from ledger.terms.tax_status import TaxStatus
from ledger.terms.territories import country_of, goods_territory
from ledger.value import replace, value

TAXED_AS = {
    Charge.HAMMER: Taxable.HAMMER,
    Charge.PREMIUM: Taxable.PREMIUM,
    Charge.RESALE_RIGHT: Taxable.RESALE_RIGHT,
    Charge.SHIPPING: Taxable.SHIPPING,
    Charge.INSURANCE: Taxable.SHIPPING,
    Charge.HANDLING: Taxable.SHIPPING,
    Charge.OTHER: Taxable.FEES,
}
"""The kind that each charge is taxed as."""

EXEMPTIONS = {
    TaxCode.EXPORT: "VATEX-EU-G",
    TaxCode.INTRA_COMMUNITY: "VATEX-EU-IC",
    TaxCode.REVERSE_CHARGE: "VATEX-EU-AE",
    TaxCode.OUTSIDE: "VATEX-EU-O",
}
"""What the list VATEX calls the reason that a code stands for."""


@value(kw_only=True)
class TaxedLot:
    """All of a lot that decides its tax; of a charge without a lot, the defaults."""

    scheme: TaxScheme = TaxScheme.STANDARD
    category: str | None = None
    goods: MarginGoods | None = None
    """What it is, where it is sold on the margin and the house says so."""
    own_margin: Minor | None = None
    """What a lot of the house's own brings beyond its cost; None: nobody's question."""
    export: ExportProofFiled | ExportLapsed | None = None


@value
class LineTax:
    """The taxes on one line, and how it stands to VAT."""

    taxes: tuple[TaxDue, ...]
    treatment: Treatment


@value(kw_only=True)
class BuyerTaxes:
    """The taxes that a buyer pays, and all that exempts or frees them."""

    jurisdiction: str
    """Where the lots go."""
    place: str
    """The place of the sale: its VAT is inside charges under the margin scheme."""
    rates: Sequence[TaxRate]
    """Of both, for all days."""
    certificate: Callable[[date, str | None], str | None]
    """Finds the certificate that exempts the buyer of a category on a day."""
    status: Callable[[date], TaxStatus | None]
    """Finds who the buyer is to the tax office on a day."""
    abroad: Abroad | None

    def on(self, amount: Minor, charge: Charge, lot: TaxedLot, *, day: date) -> LineTax:
        """Return the taxes on one charge.

        Raises NoTaxTable and NoRateForLot where what is on file does not say them.
        """
        status = self.status(day)
        thing = TaxedThing(
            what=TAXED_AS[charge],
            on=day,
            scheme=lot.scheme,
            category=lot.category,
            is_registered=status is not None and status.is_registered,
        )
        if lot.scheme is TaxScheme.EXEMPT:
            return LineTax((), _exempt(exempt_rate(self.rates, self.place, thing)))
        if (code := self._free_as(lot, status)) is not None:
            return self._freed(amount, thing, code)
        if lot.scheme.is_margin:
            return self._on_margin(amount, thing, lot)
        return self._taxed(amount, thing)

    def _free_as(self, lot: TaxedLot, status: TaxStatus | None) -> TaxCode | None:
        """Say under which code something is free of the tax of the place, if it is.

        To a registered buyer of the same union it is an intra-community supply
        (Article 138), but not on the margin (Article 139 (3)); what leaves the union
        is an export (Article 146).
        """
        rules = self.abroad
        if rules is None or country_of(self.jurisdiction) == country_of(self.place):
            return None
        if lot.scheme is TaxScheme.INCLUSIVE and not rules.inclusive_follows:
            return None
        home, goes_to = map(goods_territory, (self.place, self.jurisdiction))
        if home in rules.union and goes_to in rules.union:
            number = None if status is None else status.registered_in
            is_free = number in rules.union and number != home
            if not is_free or lot.scheme.is_margin:
                return None
            return TaxCode.INTRA_COMMUNITY
        if lot.scheme.is_margin and not rules.margin_follows:
            return None
        return TaxCode.EXPORT if _is_exported(rules, lot) else None

    def _freed(self, amount: Minor, thing: TaxedThing, code: TaxCode) -> LineTax:
        assert self.abroad is not None, "only by its rules is something free"
        rates = self._rates(self.place, thing, scheme=TaxScheme.STANDARD)
        proof_by = None
        if code is TaxCode.EXPORT:
            proof_by = months_after(thing.on, self.abroad.proof_months)
        return LineTax(
            freed(amount, rates),
            Treatment(code=code, exemption=EXEMPTIONS[code], proof_by=proof_by),
        )

    def _on_margin(self, amount: Minor, thing: TaxedThing, lot: TaxedLot) -> LineTax:
        """Tax the margin: the premium, or on the hammer all that an own lot earned."""
        exemption = None if lot.goods is None else lot.goods.exemption
        treatment = Treatment(code=TaxCode.EXEMPT, exemption=exemption)
        bears = Taxable.PREMIUM
        if lot.own_margin is not None:
            bears, amount = Taxable.HAMMER, lot.own_margin
        if thing.what is not bears or not amount:
            return LineTax((), treatment)
        premium = replace(thing, what=Taxable.PREMIUM)
        return LineTax(on_margin(amount, self._rates(self.place, premium)), treatment)

    def _taxed(self, amount: Minor, thing: TaxedThing) -> LineTax:
        taxed_by = self._taxed_by()
        rates = rates_for(self.rates, taxed_by, thing)
        certificate = self.certificate(thing.on, thing.category)
        taxes = taxes_due(amount, rates, certificate=certificate)
        if taxes and certificate is not None:
            return LineTax(taxes, Treatment(code=TaxCode.EXEMPT))
        return LineTax(taxes, treatment_of(rates))

    def _taxed_by(self) -> str:
        """Return whose tax a buyer pays: their own place's, or that of the sale."""
        rules = self.abroad
        if rules is None:
            return self.jurisdiction
        ends = set(map(goods_territory, (self.jurisdiction, self.place)))
        if country_of(self.jurisdiction) == country_of(self.place):
            # Between Great Britain and Northern Ireland the tax is that of the place.
            return self.jurisdiction if len(ends) == 1 else self.place
        within = ends <= set(rules.union)
        if within and rules.distance is DistanceSales.DESTINATION:
            return self.jurisdiction
        return self.place

    def _rates(
        self, jurisdiction: str, thing: TaxedThing, *, scheme: TaxScheme | None = None
    ) -> tuple[TaxRate, ...]:
        under = thing.scheme if scheme is None else scheme
        of = TaxedThing(
            what=thing.what, on=thing.on, scheme=under, category=thing.category
        )
        return rates_for(self.rates, jurisdiction, of)


def _is_exported(rules: Abroad, lot: TaxedLot) -> bool:
    if rules.exports is ExportTax.ON_PROOF:
        return isinstance(lot.export, ExportProofFiled)
    return not isinstance(lot.export, ExportLapsed)


def _exempt(rate: TaxRate | None) -> Treatment:
    if rate is None:
        return Treatment(code=TaxCode.EXEMPT)
    return Treatment(code=TaxCode.EXEMPT, reason=rate.reason, exemption=rate.exemption)


def treatment_of(rates: Sequence[TaxRate]) -> Treatment:
    """Say how a line stands to VAT that is taxed at some rates; at none, it is not."""
    if not rates:
        return Treatment(code=TaxCode.OUTSIDE)
    # What several taxes levy is taxed where one of them taxes it.
    first = max(rates, key=lambda rate: rate.tax_code is TaxCode.STANDARD)
    code = first.tax_code
    if all(rate.basis is TaxBasis.HIDDEN for rate in rates):
        code = TaxCode.EXEMPT
    if code is TaxCode.STANDARD:
        return Treatment(code=code)
    exemption = first.exemption or EXEMPTIONS.get(code)
    return Treatment(code=code, reason=first.reason, exemption=exemption)


def months_after(day: date, months: int) -> date:
    """Return the same day some months on, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
