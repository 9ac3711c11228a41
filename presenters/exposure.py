"""What a bidder may come to owe: all that they lead or bought, premium and taxes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ledger.charges import premium
from ledger.contest import Claim
from ledger.events.buyer import BuyerCharged
from ledger.events.documents import Charge
from ledger.events.vocabulary import Stage
from ledger.house.aggregates import Aggregates
from ledger.house.commitments import most_to_pay
from ledger.house.payments import day_of
from ledger.house.taxing import buyer_taxes, charge_taxed, lot_taxed
from ledger.identity import Channel, ClientId, Paddle, SaleId
from ledger.lot import Lot
from ledger.money import Minor
from ledger.refusals import (
    NoRateForLot,
    NoTaxTable,
    PurchasePriceNeeded,
    SettlementNotSet,
)
from ledger.sale import Sale
from ledger.value import value
from presenters.shape import Amount, Decimals, Shape


class ExposureShape(Shape):
    """What one paddle may come to owe in a sale; the resale right apart."""

    sale: SaleId
    """The sale."""
    paddle: Paddle
    """Whose it is."""
    limit: Amount | None
    """The credit limit of the paddle, at hammer; null where it has none."""
    leads: int
    """How many open lots it leads."""
    at_most: Amount
    """The maximums on those, with the increment by which it may break a tie, or did."""
    bought: Amount
    """The hammer prices of what it bought."""
    buyers_premium: Amount
    """The buyer's premium on both."""
    charges: Amount
    """What is charged beside lots, shipping among it; 0 where nothing is recorded."""
    tax: Amount | None
    """The taxes on top of all that; null where the house has not put them on file."""
    total: Amount
    """All of it together."""


@value
class _Owed:
    """What a paddle owes on a lot that it bought, or may on one that it leads."""

    lot: Lot
    hammer: Minor
    premium: Minor
    on: date
    """The day that decides the rates."""

    @property
    def amounts(self) -> dict[Charge, Minor]:
        """The lines that an invoice would have of it."""
        return {Charge.HAMMER: self.hammer, Charge.PREMIUM: self.premium}


def exposure_shape(
    records: Aggregates, sale: Sale, paddle: Paddle, lots: Iterable[Lot], *, on: date
) -> ExposureShape:
    """Return what a paddle may come to owe on a day, of lots that it bid on."""
    holder, money = sale.holder(paddle), Decimals(sale.terms.rules.currency)
    at_most, bought, due, leads = 0, 0, 0, 0
    owed: list[_Owed] = []
    for lot in lots:
        if lot.sold is not None and lot.sold.buyer == paddle:
            hammer, over, day = lot.sold.hammer, lot.sold.premium, lot.sold.at
            bought += hammer
            owed.append(_Owed(lot, hammer, over, day_of(sale, day)))
        elif (lead := _lead_of(lot, paddle)) is not None:
            hammer = most_to_pay(lot, lead, sale.terms.rules.bidding)
            over = premium_on(sale, lot, paddle, hammer)
            leads, at_most = leads + 1, at_most + hammer
            owed.append(_Owed(lot, hammer, over, on))
        else:
            continue
        due += over
    charged = records.account(sale.id, paddle).charges
    charges = sum(charge.amount for charge in charged)
    tax = _tax(records, sale, holder.client, owed, charged)
    return ExposureShape(
        sale=sale.id,
        paddle=paddle,
        limit=money(holder.limit),
        leads=leads,
        at_most=money(at_most),
        bought=money(bought),
        buyers_premium=money(due),
        charges=money(charges),
        tax=money(tax),
        total=money(at_most + bought + due + charges + (tax or 0)),
    )


def _tax(
    records: Aggregates,
    sale: Sale,
    client: ClientId,
    owed: Iterable[_Owed],
    charged: Iterable[BuyerCharged],
) -> Minor | None:
    """Return the taxes on top; None where what is on file does not say them."""
    try:
        rules = sale.settled_by.rules
        taxes = buyer_taxes(records, sale, records.client(client))
        lines = [
            taxes.on(amount, charge, lot_taxed(each.lot, rules), day=each.on)
            for each in owed
            for charge, amount in each.amounts.items()
        ]
        for each in charged:
            taxed = charge_taxed(records, each)
            lines.append(taxes.on(each.amount, each.kind, taxed, day=each.charged_on))
    except (SettlementNotSet, NoTaxTable, NoRateForLot, PurchasePriceNeeded):
        return None
    return sum(tax.amount for line in lines for tax in line.taxes)


def premium_on(sale: Sale, lot: Lot, paddle: Paddle, hammer: Minor) -> Minor:
    """Return the premium that a paddle would owe on a lot, as an internet bidder."""
    return premium(
        hammer,
        sale.terms.rules.premium,
        channel=Channel.INTERNET,
        category=lot.listing.category,
        client_class=sale.holder(paddle).client_class,
    )


def _lead_of(lot: Lot, paddle: Paddle) -> Claim | None:
    """Return the bid by which a paddle leads an open lot."""
    standing = lot.standing
    if lot.stage is not Stage.OPEN or standing is None or standing.leader != paddle:
        return None
    return lot.lead
