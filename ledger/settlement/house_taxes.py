"""The taxes on what the house charges a consignor, in the place of the sale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from ledger.events.documents import Deduction
from ledger.money import Minor
from ledger.settlement.hammer_tax import ConsignorTaxes
from ledger.settlement.taxing import EXEMPTIONS, LineTax, TaxedLot, treatment_of
from ledger.taxes import TaxedThing, freed, on_margin, rates_for, taxes_due
from ledger.terms.settlement_rules import Abroad
from ledger.terms.tax import Taxable, TaxCode, TaxRate, TaxScheme, Treatment
from ledger.terms.tax_status import TaxStatus
from ledger.terms.territories import country_of
from ledger.value import value

ON_THE_LOT = (Deduction.COMMISSION, Deduction.COMMISSION_MINIMUM)
"""The charges on the sale of the lot itself; the others are ancillary."""


@value(kw_only=True)
class HouseTaxes:
    """The taxes on what the house charges, in the place where the sale is held."""

    place: str
    rates: Sequence[TaxRate]
    """Of that place, for all days."""
    status: Callable[[date], TaxStatus | None]
    """Finds who the consignor is to the tax office on a day."""
    abroad: Abroad | None
    on_hammer: ConsignorTaxes | None
    """The taxes that the consignor charges; None: the house keeps what buyers pay."""

    def on(
        self,
        charge: Minor,
        kind: Deduction,
        lot: TaxedLot,
        *,
        exported: bool,
        day: date,
    ) -> LineTax | None:
        """Return the taxes on one charge; raises NoTaxTable where none is on file.

        On the margin the VAT is inside the commission and is not shown; what is
        ancillary to the sale is taxed as usual (rulebook 5, Notice 718/2 [S94]).
        """
        if not charge:
            return None
        if lot.scheme is TaxScheme.EXEMPT:
            return LineTax((), Treatment(code=TaxCode.EXEMPT))
        if lot.scheme.is_margin and kind in ON_THE_LOT:
            return self._on_margin(charge, lot, exported=exported, day=day)
        thing = TaxedThing(what=Taxable.FEES, on=day)
        rates = rates_for(self.rates, self.place, thing)
        if (code := self._owed_abroad(day)) is not None:
            treatment = Treatment(code=code, exemption=EXEMPTIONS[code])
            return LineTax(freed(charge, rates), treatment)
        return LineTax(taxes_due(charge, rates), treatment_of(rates))

    def _on_margin(
        self, commission: Minor, lot: TaxedLot, *, exported: bool, day: date
    ) -> LineTax:
        """Find the VAT inside a commission; the margin of an export bears none."""
        thing = TaxedThing(
            what=Taxable.PREMIUM, on=day, scheme=lot.scheme, category=lot.category
        )
        rates = rates_for(self.rates, self.place, thing)
        if exported:
            code = TaxCode.EXPORT
            treatment = Treatment(code=code, exemption=EXEMPTIONS[code])
            return LineTax(freed(commission, rates), treatment)
        exemption = None if lot.goods is None else lot.goods.exemption
        treatment = Treatment(code=TaxCode.EXEMPT, exemption=exemption)
        return LineTax(on_margin(commission, rates), treatment)

    def _owed_abroad(self, day: date) -> TaxCode | None:
        """Say under which code a consignor owes the tax themselves, if they do.

        A service to a business is supplied where the business is (Article 44 of
        Directive 2006/112/EC); in the same union the business owes the tax on it
        (Article 196), elsewhere it is outside the scope of the tax.
        """
        rules, status = self.abroad, self.status(day)
        if rules is None or not rules.services or status is None:
            return None
        home, theirs = country_of(self.place), country_of(status.country)
        if theirs == home or not status.is_registered:
            return None
        within = {home, theirs} <= set(rules.union)
        return TaxCode.REVERSE_CHARGE if within else TaxCode.OUTSIDE
