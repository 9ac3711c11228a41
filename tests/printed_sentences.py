"""Sentences of events, made up by dice: as histories tell them, in English."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import get_args

import pytest

from ledger import events
from ledger.events import LotSkipped, SessionClosed
from ledger.identity import Channel, sale_of
from ledger.money import Currency
from ledger.replay.steps import steps
from ledger.store.durability import Durability
from ledger.store.writer import Recorded
from ledger.terms.sessions import SessionKind
from presenters.account_sentences import (
    account_sentence,
    consignment_sentence,
    document_sentence,
    invoice_sentence,
)
from presenters.console.answers import event_sentence
from presenters.event_sentences import OWN_LOT, sentence
from presenters.funds_sentences import bank_sentence, funds_sentence
from presenters.house_sentences import (
    client_sentence,
    dispute_sentence,
    ledger_sentence,
    look_sentence,
    period_sentence,
    sale_sentence,
)
from presenters.intake_sentences import hold_sentence
from presenters.own_tax import own_tax_sentence
from presenters.recorded import position_sentence
from presenters.step import step_outcome, step_sentence
from presenters.user_sentences import user_sentence
from presenters.why import why
from tests.random_room_lot import RoomLot
from tests.random_values import MAKERS, made_up
from tests.replayed import FIRST, announced, day_of, entry
from tests.story import LOT, clock

USD = Currency("USD")
ZONE = "America/Chicago"
DICE = range(40)
ALIKE = {str: ("S/A17", "S/C-1042", "S/HA-2025-00017", "S/wire"), int: (1, 2, 49)}
"""What a sentence is made of in a house; no text in it breaks anything."""
SENTENCES = (
    (events.LotEvent, lambda event: sentence(event, USD, ZONE)),
    (events.SaleEvent, lambda event: sale_sentence(event, USD)),
    (events.AccountEvent, lambda event: account_sentence(event, USD)),
    (events.InvoiceEvent, lambda event: invoice_sentence(event, USD)),
    (events.ConsignmentEvent, lambda event: consignment_sentence(event, USD)),
    (events.FundsEvent, lambda event: funds_sentence(event, USD)),
    (events.BankEvent, lambda event: bank_sentence(event, USD)),
    (events.OwnTaxEvent, lambda event: own_tax_sentence(event, USD)),
    (events.PeriodEvent, period_sentence),
    (events.ClientEvent, client_sentence),
    (events.HoldEvent, hold_sentence),
    (events.DisputeEvent, dispute_sentence),
    (events.UserEvent, user_sentence),
    (events.Looked, look_sentence),
    (events.LedgerEvent, lambda event: ledger_sentence(event, ZONE)),
    (events.CreditNoteIssued, document_sentence),
    (events.NumberDrawn, document_sentence),
    (events.SeriesBroughtForward, document_sentence),
    (events.TaxRatesSet, document_sentence),
)
"""What tells the events of each family."""


def made_up_sentences():
    """Yield sentences of every event; a list in it holds some, and nothing twice."""
    with pytest.MonkeyPatch.context() as patch:
        for kind, values in ALIKE.items():
            patch.setitem(MAKERS, kind, lambda dice, of=values: dice.choice(of))
        for family, tell in SENTENCES:
            for kind in _kinds(family):
                for number in DICE:
                    dice = Random(f"{kind.__name__} {number}")
                    try:
                        event = made_up(kind, dice)
                    except AssertionError:  # no such event can be
                        continue
                    if all(map(_holds_some, _fields_of(event).values())):
                        yield tell(event)
    yield OWN_LOT


def sentences_of_the_console():
    """Yield what a key of the room is answered with, and what others did meanwhile."""
    heard = [event for seed in range(60) for event in RoomLot(seed).events]
    heard += [
        SessionClosed(sale=sale_of(LOT), session=1, at=clock("10:00")),
        LotSkipped(lot=LOT, at=clock("10:00")),
    ]
    yield from filter(None, (event_sentence(event, USD) for event in heard))
    for last in (0, 7, 8):
        for durability in Durability:
            for repeated in (False, True):
                where = Recorded(tuple(heard), min(last, 7), last, repeated=repeated)
                yield position_sentence(replace(where, durability=durability))
    yield position_sentence(Recorded())
    for origin in (*(each.upper() for each in Channel if each != "live"), "ELSEWHERE"):
        yield f"{origin}: {event_sentence(heard[-1], USD)}"


def _fields_of(event):
    return {name: getattr(event, name) for name in event.__dataclass_fields__}


def _holds_some(value):
    if not isinstance(value, tuple):
        return True
    return bool(value) and len(set(value)) == len(value)


def _kinds(family):
    members = get_args(family)
    if not members:
        yield family
    for each in members:
        yield from _kinds(each)


def sentences_of_rooms(seeds=range(60)):
    """Yield what each step of lots in rooms of dice says, leads to, and why."""
    for seed in seeds:
        room = RoomLot(seed)
        day = day_of(
            announced(room.under.rules, kind=SessionKind.FLOOR, closes_at=None)
        )
        told = enumerate(room.events, start=FIRST)
        for step in steps([entry(*event) for event in told], day):
            yield from (step_sentence(step), *why(step))
            if not isinstance(step.event, events.BidRefused):
                yield step_outcome(step)
