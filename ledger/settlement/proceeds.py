"""The lines of a statement: what a lot brought its consignor, and what is taken off.

Each line names its rule in words, the rate and what it was taken of, so that a
consignor can work it out again.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ledger.commission import commission_due
from ledger.events.consignment import AdvanceMade, ExpenseCharged
from ledger.events.documents import Deduction, StatementLine
from ledger.identity import LotId
from ledger.money import Currency, Minor, share, write_rate
from ledger.royalty import consignor_part, resale_right_due
from ledger.settlement.house_taxes import HouseTaxes
from ledger.settlement.taxing import TaxedLot
from ledger.terms.premium import Band, Slice
from ledger.terms.settlement_rules import ConsignorRules, ResaleRight
from ledger.value import replace, value


@value
class Deal:
    """The rates that the house takes from one consignor, agreed apart or not."""

    rules: ConsignorRules
    own: bool
    currency: Currency


@value(kw_only=True)
class EndedLot:
    """A lot that was sold or passed, as a statement shows it."""

    lot: LotId
    title: str
    category: str | None
    hammer: Minor | None
    """None where it did not sell."""
    bought_back: bool
    """Its consignor was the buyer."""
    reserve: Minor | None
    """The reserve that kept it from selling; None where none did."""
    resale_right: ResaleRight | None
    """None where the lot bears none."""
    taxed: TaxedLot
    """How it is taxed, whoever buys it."""
    exported: bool
    """It was invoiced free of tax, as it leaves the country."""
    ended_on: date
    """The day it ended on the saleroom's calendar: it decides the tax rates."""
    due_on: date


def lot_lines(
    ended: EndedLot, deal: Deal, taxes: HouseTaxes
) -> tuple[StatementLine, ...]:
    """State a lot: its hammer less commission, or what it costs that it went unsold."""
    terms = _LotTerms(ended, deal, taxes)
    if ended.hammer is None:
        lines = _reserve_fee_lines(terms)
    elif ended.bought_back:
        lines = _buy_back_lines(terms, ended.hammer)
    else:
        lines = _proceeds_lines(terms, ended.hammer)
    if deal.rules.illustration:
        rule = "illustration, for each lot that was offered"
        fee = terms.charge(Deduction.ILLUSTRATION, deal.rules.illustration, rule)
        lines = [*lines, fee]
    return tuple(lines)


@value
class _LotTerms:
    """A lot, and the terms on which its lines are made."""

    ended: EndedLot
    deal: Deal
    taxes: HouseTaxes

    def line(self, kind: Deduction, amount: Minor, rule: str) -> StatementLine:
        """Make a line that owes the consignor something."""
        return StatementLine(
            number=0,
            kind=kind,
            lot=self.ended.lot,
            said=self.ended.title,
            rule=rule,
            rate=None,
            base=None,
            amount=amount,
            taxes=(),
            due_on=self.ended.due_on,
            source=0,
            corrects=None,
        )

    def charge(
        self,
        kind: Deduction,
        charge: Minor,
        rule: str,
        *,
        rate: Fraction | None = None,
        base: Minor | None = None,
    ) -> StatementLine:
        """Make a line that takes something off, and the taxes on it."""
        ended = self.ended
        tax = self.taxes.on(
            charge, kind, ended.taxed, exported=ended.exported, day=ended.ended_on
        )
        line = replace(self.line(kind, -charge, rule), rate=rate, base=base)
        if tax is None:
            return line
        return replace(line, taxes=tax.taxes, treatment=tax.treatment)


def _proceeds_lines(terms: _LotTerms, hammer: Minor) -> list[StatementLine]:
    """Owe the hammer, and charge the commission on it band by band."""
    ended, deal = terms.ended, terms.deal
    scale = deal.rules.scale(ended.category)
    due, apart = commission_due(hammer, scale), _scale_origin(ended, deal)
    lines = [_hammer_line(terms, hammer)]
    for part, band in zip(due.slices, scale.bands, strict=False):
        charged = _band_words(part, band, deal.currency)
        rule = f"commission {write_rate(band.rate)} {charged}"
        lines.append(
            terms.charge(
                Deduction.COMMISSION,
                part.amount,
                rule + apart,
                rate=band.rate,
                base=part.up_to - part.from_,
            )
        )
    if due.minimum:
        least = deal.currency.write(scale.minimum)
        rule = f"lifts the commission to the least of {least}{apart}"
        lines.append(terms.charge(Deduction.COMMISSION_MINIMUM, due.minimum, rule))
    return [*lines, *_resale_right_lines(terms, hammer)]


def _hammer_line(terms: _LotTerms, hammer: Minor) -> StatementLine:
    """Owe the hammer price, and the taxes that the consignor charges on it."""
    line, ended = terms.line(Deduction.HAMMER, hammer, "hammer price"), terms.ended
    if terms.taxes.on_hammer is None:
        return line
    return terms.taxes.on_hammer.charged(
        line,
        scheme=ended.taxed.scheme,
        category=ended.taxed.category,
        on=ended.ended_on,
    )


def _resale_right_lines(terms: _LotTerms, hammer: Minor) -> list[StatementLine]:
    """Take off what the seller bears of the artist's resale right; it is not taxed."""
    right = terms.ended.resale_right
    if right is None:
        return []
    _, due = resale_right_due(hammer, right)
    borne = consignor_part(due, right)
    if not borne:
        return []
    rule = "artist's resale right"
    if borne < due:
        rule += f", half of {terms.deal.currency.write(due)}"
    return [terms.line(Deduction.RESALE_RIGHT, -borne, rule)]


def _band_words(part: Slice, band: Band, currency: Currency) -> str:
    """Return in words the part of the hammer price that a band charges."""
    if band.up_to is None:
        above = currency.write(part.from_)
        return f"above {above}" if part.from_ else "of the hammer price"
    end = currency.write(band.up_to)
    if part.from_:
        return f"from {currency.write(part.from_)} to {end}"
    return f"on the first {end}"


def _scale_origin(ended: EndedLot, deal: Deal) -> str:
    """Return in brackets the origin of a scale, unless it is the usual one."""
    of_category = any(name == ended.category for name, _ in deal.rules.by_category)
    why = [f"category {ended.category}"] if of_category else []
    if deal.own:
        why.append("as agreed")
    return f" ({', '.join(why)})" if why else ""


def _reserve_fee_lines(terms: _LotTerms) -> list[StatementLine]:
    rate, reserve = terms.deal.rules.reserve_fee, terms.ended.reserve
    if reserve is None or not rate:
        return []
    amount = terms.deal.currency.write(reserve)
    return [
        terms.charge(
            Deduction.RESERVE_FEE,
            share(reserve, rate),
            f"{write_rate(rate)} of the reserve of {amount}, which was not met",
            rate=rate,
            base=reserve,
        )
    ]


def _buy_back_lines(terms: _LotTerms, hammer: Minor) -> list[StatementLine]:
    """Charge a consignor who bought the lot back: no hammer, no commission."""
    rate = terms.deal.rules.buy_back
    if not rate:
        return []
    return [
        terms.charge(
            Deduction.BUY_BACK,
            share(hammer, rate),
            f"bought back: {write_rate(rate)} of the hammer price",
            rate=rate,
            base=hammer,
        )
    ]


def account_line(entry: ExpenseCharged | AdvanceMade, *, source: int) -> StatementLine:
    """State an expense or an advance; an expense is passed on as it was paid."""
    match entry:
        case ExpenseCharged(said=words, charged_on=day, lot=lot):
            kind, rule = Deduction.EXPENSE, f"expense of {day}"
        case AdvanceMade(method=method, made_on=day):
            kind, rule, lot = Deduction.ADVANCE, f"advance of {day}", None
            words = f"advance by {method}"
    return StatementLine(
        number=0,
        kind=kind,
        lot=lot,
        said=words,
        rule=rule,
        rate=None,
        base=None,
        amount=-entry.amount,
        taxes=(),
        due_on=None,
        source=source,
        corrects=None,
    )
