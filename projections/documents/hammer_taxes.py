"""The tax on hammer prices on a statement: it may be the consignor's own invoice.

A self-billed invoice names itself so (§ 14 (4) no. 10 UStG), has both VAT numbers, and
each rate with its net and its tax; in the United Kingdom also that the VAT is the
supplier's output tax (VAT Notice 700/62).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.events.documents import Deduction, StatementLine
from ledger.money import Minor, share
from ledger.terms.tax import TaxCode, TaxDue
from projections.documents.model import Sum, Summary
from projections.documents.tax_words import tax_words
from projections.documents.wording import DocumentWording

OFFICES = {"GB": "HMRC"}
"""The tax offices that a self-billed invoice has to name."""
ABROAD = (TaxCode.REVERSE_CHARGE, TaxCode.OUTSIDE)


def kind(lines: Sequence[StatementLine]) -> str:
    """Say what a statement is: where it bills for the consignor, their invoice."""
    is_invoice = any(line.is_self_billed for line in lines)
    return "self-billed-invoice" if is_invoice else "statement"


def explanations(line: StatementLine, wording: DocumentWording) -> Iterator[str]:
    """Say which taxes are paid on a hammer price, or what they wait for."""
    for tax in line.paid_taxes:
        yield tax_words(tax, wording)
    if line.own_invoice is not None:
        yield wording.say("own-invoice", number=line.own_invoice)
    waiting = sum(tax.amount + tax.included for tax in line.input_taxes)
    if line.awaits_invoice and waiting:
        yield wording.say("awaits-invoice", amount=wording.money(waiting))
    treatment = line.treatment
    is_hammer = line.kind is Deduction.HAMMER and treatment is not None
    if is_hammer and treatment is not None and treatment.code in ABROAD:
        yield wording.say("registered-abroad")


def sums(lines: Sequence[StatementLine], wording: DocumentWording) -> Iterator[Summary]:
    """Add up the tax on hammer prices by rate, each of its net."""
    kinds: dict[object, list[TaxDue]] = {}
    for line in lines:
        for tax in line.paid_taxes:
            of = (tax.jurisdiction, tax.name, tax.rate, tax.shown)
            kinds.setdefault(of, []).append(tax)
    if kinds:
        each = tuple(_sum(alike, wording) for alike in kinds.values())
        yield Summary(wording.say("hammer-tax"), each)


def _sum(alike: Sequence[TaxDue], wording: DocumentWording) -> Sum:
    first, charged = alike[0], sum(tax.amount + tax.included for tax in alike)
    net: Minor = sum(tax.base - tax.included for tax in alike)
    words = wording.of(first.rate, net)
    if share(net, first.rate) != charged:
        rate = wording.say("tax-rounded", rate=wording.rate(first.rate))
        words = f"{rate}, {wording.money(net)}"
    return Sum(f"{first.name}, {first.jurisdiction}: {words}", wording.figures(charged))


def notes(lines: Sequence[StatementLine], wording: DocumentWording) -> Iterator[str]:
    """Say that the consignor owes the tax, where the statement is their invoice."""
    billed = [tax for line in lines if line.is_self_billed for tax in line.paid_taxes]
    if billed:
        office = OFFICES.get(billed[0].jurisdiction[:2]) or wording.say("tax-office")
        yield wording.say("output-tax", office=office)
