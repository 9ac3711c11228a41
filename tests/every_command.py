"""Every command that may be asked, and two values for each of its arguments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from importlib import import_module
from inspect import Parameter, signature
from pkgutil import iter_modules
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import ledger.house
from ledger.client import Certificate, SelfBilling
from ledger.entry import StreamId
from ledger.events import (
    AccountBalance,
    BalancesBroughtForward,
    BankEntry,
    ClientKind,
    DayBalance,
    InventoryItem,
    KeptRecords,
    LedgerEvent,
    MarginLosses,
    MediaType,
    Picture,
    PublishedHead,
    PurchaseTaxKind,
    RetentionRule,
    SeriesBroughtForward,
)
from ledger.events.lot import QuantityMode
from ledger.files.clients_file import ClientRow, RegistrationRow
from ledger.house import lots
from ledger.house.carried import Carried
from ledger.house.clients import Enrolment
from ledger.house.command import COMMANDS, Command
from ledger.house.filing import FiledReplay
from ledger.house.payout_files import PayoutToSend
from ledger.house.reviews import SeenIndication
from ledger.house.settling import CreditToIssue
from ledger.identity import Channel, ClientId, LotId
from ledger.lot.intake import Arrival
from ledger.lot.listing import Description
from ledger.lot.slip import LotSlip, Slip
from ledger.money import Currency
from ledger.settlement.bank import BankLine, LineOutcome, Match
from ledger.settlement.own_tax import PeriodMargin, TaxedPurchase
from ledger.terms import Terms
from ledger.terms.paper import ReminderStep
from ledger.terms.premium import Band
from ledger.terms.settlement_rules import (
    CommissionScale,
    ConsignorRules,
    SettlementRules,
    TaxPlace,
)
from ledger.terms.tax import Taxable, TaxRate
from ledger.terms.tax_status import TaxPerson, TaxStatus
from tests.sale_of_tests import terms
from tests.story import clock

Pair = tuple[object, object]

DAYS = (date(2025, 12, 20), date(2026, 1, 31))
MOMENTS = (clock("10:00"), clock("11:30"))
EURO, POUND = Currency("EUR"), Currency("GBP")
LATER = MOMENTS[1]


def _receipt(storage: str) -> Arrival:
    return Arrival(
        lot=LotId("MAY26/1"),
        received_on=date(2026, 4, 1),
        owner=ClientId("C-1"),
        deliverer=ClientId("C-1"),
        storage=storage,
    )


def _retention(years: int) -> tuple[RetentionRule, ...]:
    rule = RetentionRule(
        jurisdiction="US-TX",
        records=KeptRecords.SALE,
        years=years,
        from_year_end=False,
        source="16 TAC 67.70",
    )
    return (rule,)


def _picture(size: int) -> Picture:
    return Picture(sha256="1a2b", media_type=MediaType.PNG, size=size)


def _inventory(description: str) -> tuple[InventoryItem, ...]:
    return (InventoryItem(item="1", description=description, quantity=1),)


def _slip(submitted: int, received_at: datetime) -> LotSlip:
    return LotSlip(
        "S/1",
        Slip(
            paddle="101",
            submitted=submitted,
            channel=Channel.PHONE,
            received_at=received_at,
            entered_at=LATER,
        ),
    )


def _match(amount: int) -> Match:
    line = BankLine(line=2, day=DAYS[0], amount=amount, currency=EURO, text="A wire")
    return Match(line, LineOutcome.UNMATCHED, "nothing fits")


def _scale(percent: int) -> ConsignorRules:
    bands = (Band(50_000, Fraction(1, 4)), Band(None, Fraction(percent, 100)))
    return ConsignorRules(
        CommissionScale(bands, 2_500), (("Art", CommissionScale(())),)
    )


def _rate(percent: int) -> TaxRate:
    on = tuple(Taxable)[:2]
    return TaxRate("US-TX", "Sales tax", Fraction(percent, 100), on, DAYS[0])


def _entry(total: int) -> BankEntry:
    return BankEntry(account=None, names=("1a2b3c4d",), total=total, parts=())


def _seen(indication: str) -> SeenIndication:
    return SeenIndication(
        indication=indication, about=("C-1",), points=100, inputs="{}", as_of=7
    )


def _payout(number: int) -> PayoutToSend:
    return PayoutToSend(
        consignor="C-1", payout=number, amount=100, currency=EURO, end_to_end="S-1"
    )


def _purchase(net: int) -> TaxedPurchase:
    kind = PurchaseTaxKind.REVERSE_CHARGE
    return TaxedPurchase(
        kind=kind, currency=EURO, net=net, rate=Fraction(1, 5), tax=20, claimed=20
    )


def _margin(sales: int) -> PeriodMargin:
    return PeriodMargin(
        first=DAYS[0],
        last=DAYS[1],
        losses=MarginLosses.CARRIED,
        currency=EURO,
        sales=sales,
        purchases=50,
        margin_by_lot=0,
        due_by_lot=0,
    )


def _carried(number: int) -> Carried:
    stream = StreamId("series:HA-2026")
    document = f"HA-2026-{number:05}"
    drawn = SeriesBroughtForward(series="HA-2026", number=number, document=document)
    return Carried(stream, drawn, None)


def _own(amount: int) -> tuple[BalancesBroughtForward, ...]:
    balance = AccountBalance(
        account="tax", client=None, jurisdiction="US-TX", amount=amount
    )
    event = BalancesBroughtForward(
        currency=EURO, balances=(balance,), ended_on=DAYS[0], position=7
    )
    return (event,)


PAIRS: Mapping[object, Pair] = {
    Carried: (_carried(7), _carried(8)),
    tuple[LedgerEvent, ...]: (_own(7), _own(8)),
    Arrival: (_receipt("shelf 1"), _receipt("shelf 2")),
    Picture: (_picture(7), _picture(8)),
    tuple[RetentionRule, ...]: (_retention(2), _retention(3)),
    tuple[InventoryItem, ...]: (_inventory("vase"), _inventory("bowl")),
    ReminderStep: (
        ReminderStep(step="friendly", after=7),
        ReminderStep(step="last", after=30),
    ),
    PayoutToSend: (_payout(1), _payout(2)),
    BankEntry: (_entry(100), _entry(101)),
    bool: (False, True),
    int: (7, 8),
    str: ("a", "b"),
    date: DAYS,
    datetime: MOMENTS,
    Certificate: (
        Certificate("US-TX", "1", DAYS[0], None),
        Certificate("US-TX", "1", *DAYS),
    ),
    SelfBilling: (SelfBilling(DAYS[0], None), SelfBilling(*DAYS)),
    TaxStatus: (
        TaxStatus(person=TaxPerson.CONSUMER, country="DE", valid_from=DAYS[0]),
        TaxStatus(person=TaxPerson.BUSINESS, country="DE", valid_from=DAYS[0]),
    ),
    PublishedHead: (PublishedHead(7, "a"), PublishedHead(8, "a")),
    Command: (lots.withdraw("S/1"), lots.withdraw("S/2")),
    ConsignorRules: (_scale(10), _scale(12)),
    Currency: (EURO, POUND),
    DayBalance: (DayBalance(DAYS[0], 7), DayBalance(DAYS[0], 8)),
    Description: (
        Description(number="1", title='A\'n "étude"', opening=100),
        Description(
            number="1",
            title='A\'n "étude"',
            opening=100,
            quantity_mode=QuantityMode.TIMES_THE_MONEY,
        ),
    ),
    Enrolment: (
        ClientRow("C-1", ClientKind.FIRM, None, None, None),
        ClientRow("C-1", ClientKind.FIRM, "dealer", "101", 50_000),
    ),
    FiledReplay: (
        FiledReplay(as_of=7, inputs='{"lot":"S/1"}', result="{}"),
        FiledReplay(as_of=7, inputs='{"lot":"S/2"}', result="{}"),
    ),
    lots.LotRegistration: (
        RegistrationRow("S/1", "101", Channel.PHONE, None),
        RegistrationRow("S/1", "101", Channel.PHONE, 3),
    ),
    LotSlip: (_slip(100, LATER), _slip(100, MOMENTS[0])),
    Match: (_match(100), _match(101)),
    SettlementRules: tuple(
        SettlementRules(prefix, TaxPlace("US-TX"), _scale(10)) for prefix in "AB"
    ),
    CreditToIssue: (
        CreditToIssue("I-1", ("S/1",), "the hammer was amended"),
        CreditToIssue("I-1", ("S/1", "S/2"), "the hammer was amended"),
    ),
    TaxedPurchase: (_purchase(100), _purchase(101)),
    PeriodMargin: (_margin(100), _margin(101)),
    TaxRate: (_rate(8), _rate(9)),
    Terms: (terms("One"), terms("Another")),
    SeenIndication: (_seen("own-lot:101:C-1"), _seen("own-lot:102:C-2")),
}
"""Two values of each type that an argument has."""


def every_command() -> Mapping[str, Callable[..., Command]]:
    """Return what may be asked of the house, by its verb: a new one is among them."""
    for module in iter_modules(ledger.house.__path__, "ledger.house."):
        import_module(module.name)
    return COMMANDS


def parameters(ask: Callable[..., Command]) -> Mapping[str, Parameter]:
    return signature(ask).parameters


def pairs(ask: Callable[..., Command]) -> dict[str, Pair]:
    """Return two values for each argument of a command, by its annotation."""
    hints = get_type_hints(getattr(ask, "__wrapped__", ask))
    return {name: _pair(hints[name], name) for name in parameters(ask)}


def _pair(hint: Any, name: str) -> Pair:
    while (base := getattr(hint, "__supertype__", None)) is not None:
        hint, name = base, hint.__name__
    if get_origin(hint) in (Union, UnionType):
        return _pair(next(p for p in get_args(hint) if p is not NoneType), name)
    if get_origin(hint) in (Sequence, Collection):
        first, second = _pair(get_args(hint)[0], name)
        return (first,), (first, second)
    if hint is str:
        return f"{name} a", f"{name} b"
    if isinstance(hint, type) and issubclass(hint, Enum):
        first, second, *_ = hint
        return first, second
    assert hint in PAIRS, f"Say in PAIRS what two values of {hint} are."
    return PAIRS[hint]
