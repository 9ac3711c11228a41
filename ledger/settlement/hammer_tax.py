"""The tax on the hammer that a registered consignor charges the house.

What the house sells in its own name is supplied to it by the consignor, and by it to
the buyer (VATA 1994 s47(2A), VATMARG05000; § 3 (3) UStG). A consignor who is registered
where the sale is held therefore gets the tax with the hammer price and owes it; the
house takes it back as input tax, once there is an invoice for it (§ 15 (1) UStG, VAT
Regulations 1995 reg. 29): their own, or one that both agreed the house writes. On the
margin nobody charges it (§ 25a (1) no. 2 UStG, Notice 718/2).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from ledger.events.documents import StatementLine
from ledger.identity import LotId
from ledger.settlement.rounding import rounded
from ledger.settlement.taxing import EXEMPTIONS, treatment_of
from ledger.taxes import TaxedThing, rates_for, taxes_due
from ledger.terms.tax import (
    Taxable,
    TaxCode,
    TaxRate,
    TaxRounding,
    TaxScheme,
    Treatment,
)
from ledger.terms.tax_status import TaxStatus
from ledger.terms.territories import country_of, goods_territory
from ledger.value import replace, value

CHARGED = (TaxScheme.STANDARD, TaxScheme.ZERO, TaxScheme.INCLUSIVE)
"""The schemes under which a consignor charges tax: that of an import is the importer's,
and on the margin there is none."""
SALES_TAX_ALONE = frozenset({"US"})
"""The countries without VAT: sellers charge no tax to those who sell again."""


@value(kw_only=True)
class ConsignorTaxes:
    """The taxes that a consignor charges the house on hammer prices."""

    place: str
    """Where the sale is held."""
    rates: Sequence[TaxRate]
    """Of that place, for all days."""
    status: Callable[[date], TaxStatus | None]
    """Finds who the consignor is to the tax office on a day."""
    union: tuple[str, ...]
    """The countries that share the VAT of the place; none: it alone."""
    own_invoice: Callable[[LotId], str | None]
    """Finds the consignor's own invoice for a lot."""
    is_self_billed: Callable[[LotId], bool]
    """Says whether the statement may be the consignor's invoice for a lot."""

    def charged(
        self,
        hammer: StatementLine,
        *,
        scheme: TaxScheme,
        category: str | None,
        on: date,
    ) -> StatementLine:
        """Add the taxes on a hammer price, by the consignor's status on the day.

        Raises NoTaxTable and NoRateForLot where what is on file does not say them.
        """
        status, home = self.status(on), self.place[:2]
        is_charged = scheme in CHARGED and home not in SALES_TAX_ALONE
        if status is None or not status.is_registered or not is_charged:
            return hammer
        theirs = status.registered_in or status.country
        if country_of(home) not in map(country_of, (status.country, theirs)):
            ends = map(goods_territory, (self.place, theirs))
            within = set(ends) <= set(self.union)
            code = TaxCode.REVERSE_CHARGE if within else TaxCode.OUTSIDE
            treatment = Treatment(code=code, exemption=EXEMPTIONS[code])
            return replace(hammer, treatment=treatment)
        thing = TaxedThing(
            what=Taxable.HAMMER,
            on=on,
            scheme=scheme,
            category=category,
            is_registered=True,
        )
        return self._taxed(hammer, rates_for(self.rates, self.place, thing))

    def _taxed(self, hammer: StatementLine, rates: Sequence[TaxRate]) -> StatementLine:
        """Tax a hammer price, and say by whose invoice."""
        treatment = treatment_of(rates)
        if treatment.code not in (TaxCode.STANDARD, TaxCode.ZERO):
            return replace(hammer, treatment=treatment)
        assert hammer.lot is not None, "a hammer price is of a lot"
        invoice = self.own_invoice(hammer.lot)
        return replace(
            hammer,
            treatment=treatment,
            input_taxes=taxes_due(hammer.amount, rates),
            own_invoice=invoice,
            awaits_invoice=invoice is None and not self.is_self_billed(hammer.lot),
        )


def rounded_input(
    lines: Sequence[StatementLine], rounding: TaxRounding
) -> tuple[StatementLine, ...]:
    """Round what a consignor charges by a rule, apart from what the house charges."""
    charged = rounded(
        [replace(line, taxes=line.input_taxes) for line in lines], rounding
    )
    return tuple(
        replace(line, input_taxes=taxed.taxes)
        for line, taxed in zip(lines, charged, strict=True)
    )
