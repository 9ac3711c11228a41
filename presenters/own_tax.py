"""Tax that the house itself accounts for, in sentences, tables and for scripts."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from ledger.events import (
    GlobalMarginAccounted,
    GlobalMarginReversed,
    MarginLosses,
    OwnTaxEvent,
    PurchaseTaxAccounted,
    PurchaseTaxKind,
    PurchaseTaxReversed,
)
from ledger.money import Currency, Minor, write_rate
from ledger.settlement.own_tax import OwnTax
from presenters.shape import Amount, Decimals, Rate, Shape

PURCHASE_COLUMNS = (
    ("no.", "right"),
    ("kind", "left"),
    ("day", "left"),
    ("net", "right"),
    ("rate", "right"),
    ("owed", "right"),
    ("claimed", "right"),
    ("reference", "left"),
    ("state", "left"),
)
MARGIN_COLUMNS = (
    ("no.", "right"),
    ("from", "left"),
    ("to", "left"),
    ("sales", "right"),
    ("purchases", "right"),
    ("brought forward", "right"),
    ("margin", "right"),
    ("due", "right"),
    ("carried forward", "right"),
)


class PurchaseTaxShape(Shape):
    """The tax on something that the house bought."""

    number: int
    """Its number, counted from 1 within the jurisdiction."""
    kind: PurchaseTaxKind
    """What was bought, as tax offices tell it apart."""
    currency: str
    """The currency of every amount, by ISO 4217."""
    net: Amount
    """What was bought, without the tax."""
    rate: Rate
    """The rate of the tax."""
    owed: Amount
    """The tax that the house itself owes."""
    claimed: Amount
    """The part of the tax that is taken back."""
    accounted_on: date
    """The day it counts."""
    reference: str | None
    """The bill of the supplier, or the customs declaration."""
    taken_back: bool
    """Whether it was taken back."""


class GlobalMarginShape(Shape):
    """The global margin of a period."""

    number: int
    """Its number, counted from 1 within the jurisdiction."""
    period_from: date
    """The first day of the period."""
    period_to: date
    """The last day of the period."""
    losses: MarginLosses
    """What becomes of a loss: ``carried`` or ``lapsed``."""
    currency: str
    """The currency of every amount, by ISO 4217."""
    sales: Amount
    """All selling prices of the period."""
    purchases: Amount
    """All purchase prices of the period."""
    brought_forward: Amount
    """The excess of earlier purchases, and opening stock."""
    margin: Amount
    """The margin of the period; below zero, a loss."""
    rate: Rate
    """The rate of the tax."""
    due: Amount
    """The tax inside the margin."""
    due_by_lot: Amount
    """The tax that the documents of the period bear already."""
    carried_forward: Amount
    """The loss that goes into the next period."""


class OwnTaxShape(Shape):
    """The tax that the house itself accounts for in one jurisdiction."""

    jurisdiction: str
    """Who levies it, such as ``GB``."""
    on_purchases: tuple[PurchaseTaxShape, ...]
    """The taxes on what it bought."""
    on_margins: tuple[GlobalMarginShape, ...]
    """The global margins that stand."""


def own_tax_shape(jurisdiction: str, own: OwnTax) -> OwnTaxShape:
    """Return what the house accounts for in a place as its shape."""
    return OwnTaxShape(
        jurisdiction=jurisdiction,
        on_purchases=tuple(_purchase_shape(own, each) for each in own.purchases),
        on_margins=tuple(map(_margin_shape, own.margins)),
    )


def _purchase_shape(own: OwnTax, made: PurchaseTaxAccounted) -> PurchaseTaxShape:
    money = Decimals(made.currency)
    return PurchaseTaxShape(
        number=made.number,
        kind=made.kind,
        currency=made.currency.code,
        net=money(made.net),
        rate=Rate(write_rate(made.rate)),
        owed=money(made.owed),
        claimed=money(made.claimed),
        accounted_on=made.accounted_on,
        reference=made.reference,
        taken_back=made.number in own.purchases_back,
    )


def _margin_shape(made: GlobalMarginAccounted) -> GlobalMarginShape:
    money = Decimals(made.currency)
    return GlobalMarginShape(
        number=made.number,
        period_from=made.period_from,
        period_to=made.period_to,
        losses=made.losses,
        currency=made.currency.code,
        sales=money(made.sales),
        purchases=money(made.purchases),
        brought_forward=money(made.brought_forward),
        margin=money(margin_of(made)),
        rate=Rate(write_rate(made.rate)),
        due=money(made.due),
        due_by_lot=money(made.due_by_lot),
        carried_forward=money(made.carried_forward),
    )


def margin_of(made: GlobalMarginAccounted) -> Minor:
    """Return the margin of a period; below zero, a loss."""
    return made.sales - made.purchases - made.brought_forward


def purchase_rows(own: OwnTax) -> list[tuple[object, ...]]:
    """Return a row of the table for each tax on a purchase."""
    return [
        (
            made.number,
            made.kind.value,
            made.accounted_on,
            made.currency.write(made.net),
            write_rate(made.rate),
            made.currency.write(made.owed),
            made.currency.write(made.claimed),
            made.reference,
            "taken back" if made.number in own.purchases_back else "",
        )
        for made in own.purchases
    ]


def margin_rows(own: OwnTax) -> list[tuple[object, ...]]:
    """Return a row of the table for each global margin that stands."""
    return [
        (
            made.number,
            made.period_from,
            made.period_to,
            *(
                made.currency.write(amount)
                for amount in (
                    made.sales,
                    made.purchases,
                    made.brought_forward,
                    margin_of(made),
                    made.due,
                    made.carried_forward,
                )
            ),
        )
        for made in own.margins
    ]


def own_tax_sentence(event: OwnTaxEvent, money: Currency) -> str:
    """Say what the house accounted for, or took back."""
    place, number = event.jurisdiction, event.number
    match event:
        case PurchaseTaxAccounted(kind=kind, owed=owed, claimed=claimed):
            what = f"{kind.value.replace('-', ' ')} of {money.write(event.net)}"
            taxed = f"{money.write(owed)} owed, {money.write(claimed)} claimed"
            return f"Purchase {number} of {place}, {what}: {taxed}."
        case PurchaseTaxReversed(net=net):
            return f"Purchase {number} of {place}, {money.write(net)}, was taken back."
        case GlobalMarginAccounted(period_from=first, period_to=last):
            margin = money.write(margin_of(event))
            due = f"{event.name} due {money.write(event.due)}"
            by_lot = f"{money.write(event.due_by_lot)} by lot"
            words = f"Global margin {number} of {place}, {first} to {last}: {margin}, "
            carried = ""
            if event.carried_forward:
                carried = f"; {money.write(event.carried_forward)} is carried forward"
            return f"{words}{due}, {by_lot}{carried}."
        case GlobalMarginReversed(period_from=first, period_to=last):
            return f"Global margin {number} of {place}, {first} to {last}, taken back."
        case _:
            assert_never(event)
