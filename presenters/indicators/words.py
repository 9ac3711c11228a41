"""An indication in a sentence, and what it was worked out from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from json import dumps
from typing import TYPE_CHECKING

from ledger.indicators import catalogue
from ledger.money import Currency
from presenters.words import counted

if TYPE_CHECKING:
    from ledger.indicators.indication import Indication, Input

PLACES = 1_000
"""Shares are told to a thousandth."""

FEATURES_NAMED = 3
"""As many features of a profile are named in its sentence: the strongest."""

Inputs = Mapping[str, "Input"]


def decimal(number: Input) -> str:
    """Write a share to a thousandth, halves up, and anything else as it is."""
    if not isinstance(number, Fraction):
        return str(number)
    whole = int(number * PLACES + Fraction(1, 2))
    return f"{whole // PLACES}.{whole % PLACES:03}".rstrip("0").rstrip(".")


def inputs_words(indication: Indication) -> str:
    """List what an indication was worked out from: ``joined 8, won 0, …``."""
    parts = [(name, decimal(value)) for name, value in indication.inputs]
    parts += _amount_parts(indication)
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in parts)


def inputs_json(indication: Indication) -> str:
    """Write what an indication was worked out from as it is recorded: shares exact."""
    parts = {
        name: value if isinstance(value, int) else str(value)
        for name, value in indication.inputs
    }
    return dumps(parts | dict(_amount_parts(indication)), ensure_ascii=False)


def _amount_parts(indication: Indication) -> list[tuple[str, str]]:
    if indication.currency is None:
        return []
    write = Currency(indication.currency).write
    return [(name, write(amount)) for name, amount in indication.amounts]


def sellers_words(indication: Indication) -> str | None:
    """Name the sellers of an indication; None where it names none."""
    return " and ".join(filter(None, indication.sellers)) or None


def _of_sellers(indication: Indication) -> str:
    sellers = sellers_words(indication)
    return "without a named seller" if sellers is None else f"of {sellers}"


def sentence(indication: Indication) -> str:
    """Say what was seen, and no more than that."""
    words = _SENTENCES[indication.indicator.code](indication, dict(indication.inputs))
    return f"{words}."


def _score_words(of: Indication, counts: Inputs) -> str:
    bids = f"{counts['bids']} of {counts['all_bids']} bids"
    where = f"the {counts['of']} lots {_of_sellers(of)} that anybody bid on"
    who = f"{of.bidder} and {of.other} together" if of.other else of.bidder
    return (
        f"{who} bid on {counts['joined']} of {where}, won {counts['won']}, and made "
        f"{bids} on those lost"
    )


def _profile_words(of: Indication, counts: Inputs) -> str:
    lots = counted(_int(counts["joined"]), "lot")
    features = [(value, name) for name, value in of.inputs if name != "joined"]
    like = sorted(features, key=lambda feature: -Fraction(feature[0]))[:FEATURES_NAMED]
    named = ", ".join(f"{name.replace('_', ' ')} {decimal(v)}" for v, name in like)
    return (
        f"{of.bidder} bid on {lots} {_of_sellers(of)}, most like a labelled shill in "
        f"{named}"
    )


def _probing_words(of: Indication, counts: Inputs) -> str:
    lots = f"{counts['discovered']} of {counts['lost']} lots lost"
    return (
        f"On {lots}, {of.bidder} bid again and again below the leader until the "
        "leader's maximum was reached, and then no more"
    )


def _shielding_words(of: Indication, counts: Inputs) -> str:
    lots = counted(_int(counts["lots"]), "lot")
    return (
        f"On {lots} a higher bid of {of.bidder} was taken back or not honoured, and "
        f"{of.other} got it for less"
    )


def _own_lot_words(of: Indication, counts: Inputs) -> str:
    bids = counted(_int(counts["bids"]), "bid")
    lots = counted(_int(counts["lots"]), "lot")
    seller = sellers_words(of)
    who = of.bidder if of.bidder == seller else f"{of.bidder} is {seller}, and"
    own = f"{who} made {bids} on {lots} of their own, of which they won {counts['won']}"
    if counts["announced"]:
        before = f"before {counts['announced']} of them it was announced"
        return f"{own}; {before} that sellers may bid"
    return f"{own}; that sellers may bid was not announced before"


def _unpaid_words(of: Indication, counts: Inputs) -> str:
    bought = counted(_int(counts["bought"]), "lot")
    called_off, overdue = _int(counts["called_off"]), _int(counts["invoices_overdue"])
    parts = [f"{of.bidder} bought {bought}"]
    parts += [f"{counted(called_off, 'sale')} was called off"] if called_off else []
    parts += [f"{counted(overdue, 'invoice')} is overdue"] if overdue else []
    return " and ".join(parts).replace("s was", "s were").replace("s is", "s are")


def _burst_words(of: Indication, counts: Inputs) -> str:
    (lot,) = of.lots
    return f"{of.bidder} made {counts['bids']} bids on lot {lot} within a minute"


def _new_words(of: Indication, counts: Inputs) -> str:
    lots = counted(_int(counts["lots"]), "lot")
    return (
        f"Within a day of being enrolled {of.bidder} bid {counts['times']} times or "
        f"more what one would expect, on {lots}"
    )


def _hands_words(of: Indication, counts: Inputs) -> str:
    return (
        f"{counts['person']} entered own bids of {of.bidder} ({counts['bids']}) and of "
        f"{of.other} ({counts['other_bids']})"
    )


def _identity_words(of: Indication, counts: Inputs) -> str:
    clients = f"{counts['client']} and {counts['other_client']}"
    bidders = " and ".join(filter(None, (of.bidder, of.other)))
    return f"Clients {clients} both showed {counts['number']}; {bidders} bid"


def _turn_words(of: Indication, counts: Inputs) -> str:
    wins = f"{of.bidder} won {counts['won']} and {of.other} {counts['other_won']}"
    turns = counted(_int(counts["turns"]), "change")
    return f"Of {counts['met']} lots on which both bid, {wins}, with {turns} of winner"


def _cover_words(of: Indication, counts: Inputs) -> str:
    lots = f"{counts['second']} of {counts['met']} lots on which both bid"
    return f"{of.bidder} was second to {of.other} on {lots}, and never won one"


def _withheld_words(of: Indication, counts: Inputs) -> str:
    lots = f"{counts['lots']} lots of {counts['category']}"
    if counts["category"] == "all lots":
        lots = f"{counts['lots']} lots"
    return (
        f"Of {lots}, {of.bidder} bid on {counts['joined']} and {of.other} on "
        f"{counts['other_joined']}, and both on {counts['both']}"
    )


def _int(count: Input) -> int:
    assert isinstance(count, int), "a count is a whole number"
    return count


_SENTENCES: Mapping[str, Callable[[Indication, Inputs], str]] = {
    catalogue.SHILL_SCORE.code: _score_words,
    catalogue.SHILLS_TOGETHER.code: _score_words,
    catalogue.SELLERS_TOGETHER.code: _score_words,
    catalogue.PROFILE.code: _profile_words,
    catalogue.DISCOVER_AND_STOP.code: _probing_words,
    catalogue.BID_SHIELDING.code: _shielding_words,
    catalogue.OWN_LOT.code: _own_lot_words,
    catalogue.UNPAID_PURCHASES.code: _unpaid_words,
    catalogue.BID_BURSTS.code: _burst_words,
    catalogue.NEW_HIGH_BIDDER.code: _new_words,
    catalogue.SAME_HANDS.code: _hands_words,
    catalogue.SHARED_IDENTITY.code: _identity_words,
    catalogue.WINNERS_IN_TURN.code: _turn_words,
    catalogue.COVER_BIDS.code: _cover_words,
    catalogue.BIDS_WITHHELD.code: _withheld_words,
}
