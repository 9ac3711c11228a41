"""Commands that are asked back where an amount lies far beyond what stands.

A key that was struck twice made bids of millions on lots of hundreds: nothing so far
off is recorded before somebody says that they are sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from ledger.house.aggregates import terms_for
from ledger.house.command import Command
from ledger.house.row_by_row import RowByRow
from ledger.house.transaction import HouseTransaction
from ledger.identity import LotId, Paddle, sale_of
from ledger.lot import Lot
from ledger.lot.far import is_far_beyond
from ledger.money import Minor
from ledger.refusals import FarBeyond

AMOUNTS = ("amount", "asking", "maximum", "step")
"""What an amount is called among the arguments of a command."""


class _Offer(NamedTuple):
    lot: LotId
    amount: Minor
    paddle: Paddle | None


def asked_back(command: Command) -> Command:
    """Carry a command out only where no amount of it lies far beyond what stands.

    Otherwise it raises FarBeyond, for each row of a list that does. It is the same
    command in all else.
    """

    def decide(transaction: HouseTransaction) -> None:
        lot_named = cache(transaction.lot)
        for offer in _offers(command.arguments):
            if _is_far(transaction, lot_named(offer.lot), offer.amount):
                raise FarBeyond(amounts=_words(lot_named(offer.lot), offer))
        with RowByRow() as rows:
            for number, offer in enumerate(_listed_offers(command.arguments)):
                if _is_far(transaction, lot_named(offer.lot), offer.amount):
                    words = _words(lot_named(offer.lot), offer)
                    rows.refuse(number, FarBeyond(amounts=words))
        command.decide(transaction)

    anew = command.anew
    return replace(
        command,
        decide=decide,
        anew=None if anew is None else lambda moment: asked_back(anew(moment)),
    )


def _listed_offers(arguments: Mapping[str, Any]) -> Iterator[_Offer]:
    """Return every amount of a list of bids, and for which lot."""
    for each in arguments.get("slips", ()):
        yield _Offer(each.lot, each.slip.submitted, each.slip.paddle)


def _offers(arguments: Mapping[str, Any]) -> Iterator[_Offer]:
    """Return every amount that a command on one lot offers."""
    for name in AMOUNTS:
        if (amount := arguments.get(name)) is not None:
            yield _Offer(arguments["lot"], amount, arguments.get("paddle"))


def _is_far(transaction: HouseTransaction, lot: Lot, amount: Minor) -> bool:
    rules = terms_for(transaction.sale(sale_of(lot.id)), lot).rules
    return is_far_beyond(lot, amount, rules)


def _words(lot: Lot, offer: _Offer) -> str:
    """Say what was offered for what: ``$30,116 on lot MAY26/1, which asks $60``."""
    high = lot.listing.high_estimate
    estimate = "" if high is None else f" (estimate up to {lot.money(high)})"
    who = "" if offer.paddle is None else f" by paddle {offer.paddle}"
    offered = f"{lot.money(offer.amount)}{who} on lot {lot.id}"
    return f"{offered}, which asks {lot.money(lot.asking)}{estimate}"
