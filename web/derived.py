"""Operations that are declared by their command alone.

A body has the arguments of the command: not those that the address names, nor who asks
and when, which the service knows itself. So whatever the house can be asked for has one
list of arguments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from inspect import Parameter, getdoc, signature
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct, defstruct

from ledger.house import funds
from ledger.house.command import COMMANDS, Command
from ledger.identity import (
    BANK_ACCOUNT_ID,
    BID_ID,
    CREDIT_NOTE_ID,
    FUNDS_ID,
    HOLD_ID,
    LOT_NUMBER,
    PAYMENT_ID,
    SALE_ID,
    USER_ID,
    BankAccountId,
    BidId,
    ClientId,
    CreditNoteId,
    FundsId,
    HoldId,
    InvoiceId,
    LotId,
    Paddle,
    PaymentId,
    SaleId,
    UserId,
    invoice_of,
)
from ledger.money import Currency
from web.amounts import AmountText, amount, currency_named, price
from web.answers import RecordedShape, what_was_recorded
from web.caller import Caller
from web.fields import (
    ClientText,
    CountryCode,
    CurrencyCode,
    InvoiceText,
    JurisdictionCode,
    Moment,
    PaddleText,
    SaleText,
    SecondPerson,
    VatNumber,
    Words,
)
from web.misread import exactly
from web.operation import Method, Operation, Said, summary
from web.parts import parts_in
from web.reading import LedgerReading

_NAMES: Mapping[object, Any] = {
    BankAccountId: Annotated[
        str, exactly(BANK_ACCOUNT_ID.pattern, "a bank account, like CLIENT-USD")
    ],
    BidId: Annotated[str, exactly(BID_ID.pattern, "a bid, like 14#7")],
    ClientId: ClientText,
    CreditNoteId: Annotated[
        str, exactly(CREDIT_NOTE_ID.pattern, "a credit note, like LL-2026-C00007")
    ],
    FundsId: Annotated[str, exactly(FUNDS_ID.pattern, "money received, by its name")],
    HoldId: Annotated[str, exactly(HOLD_ID.pattern, "a hold, by its name")],
    InvoiceId: InvoiceText,
    LotId: Annotated[
        str,
        exactly(
            f"{SALE_ID.pattern}/{LOT_NUMBER.pattern}",
            "a lot of a sale, like SPRING-2026/14",
        ),
    ],
    Paddle: PaddleText,
    PaymentId: Annotated[
        str, exactly(PAYMENT_ID.pattern, "a payment, like LL-2026-00007/P2")
    ],
    SaleId: SaleText,
    UserId: Annotated[str, exactly(USER_ID.pattern, "a user, like u-ann")],
}
"""How each kind of name is written."""

_FIELDS: Mapping[str, Any] = {
    "authorised_by": SecondPerson,
    "country": CountryCode,
    "destination": CountryCode,
    "jurisdiction": JurisdictionCode,
    "vat_id": VatNumber,
}
"""What an argument of this name is read as, whatever its type allows."""

_WHO_ASKS = frozenset({"found_by", "signed_by", "reviewed_by"})
_KNOWN = _WHO_ASKS | {"at", "read_at"}
"""What the service knows itself."""

_MAY_BE_NOTHING = frozenset({"limit", "reserve", "beyond", "tax", "rounding"})
"""Amounts that may be 0."""

_MINOR = re.compile(r"\bMinor\b")

_CURRENCY_OF: Mapping[str, Callable[[LedgerReading, Any], Currency]] = {
    "currency": lambda _, currency: currency,
    "lot": lambda reading, lot: reading.currency_of(lot),
    "sale": lambda reading, sale: reading.house.sale(sale).terms.rules.currency,
    "invoice": lambda reading, bill: reading.house.invoice(bill).issued.currency,
    "payment": lambda reading, payment: (
        reading.house.invoice(invoice_of(payment)).issued.currency
    ),
    "funds": lambda reading, name: funds.item_of(reading.house, name).received.currency,
    "account": lambda reading, name: reading.house.bank_account(name).currency,
}
"""In which currency the amounts of a command are, by what it is about."""


def asks_for(
    path: str, ask: Callable[..., Command], *, method: Method = "POST"
) -> Operation:
    """Declare a command by itself: its arguments are what is said of it."""
    verb = next(verb for verb, makes in COMMANDS.items() if makes is ask)

    def work(
        body: Said, reading: LedgerReading, caller: Caller, parts: Mapping[str, object]
    ) -> Command:
        return _command(ask, body, parts, reading, caller)

    return Operation(
        method=method,
        path=path,
        verb=verb,
        name=re.sub(r"\W+", "_", verb.replace("'", "")),
        summary=summary(ask),
        body=_body(verb, ask, parts_in(path)),
        status=201 if method == "POST" else 200,
        answer=RecordedShape,
        work=work,
        recorded=what_was_recorded,
    )


def _body(
    verb: str, ask: Callable[..., Command], parts: Collection[str]
) -> type[Struct]:
    hints = get_type_hints(ask)
    fields = [
        _field(each, hints[each.name])
        for each in _parameters(ask)
        if each.name not in parts
    ]
    words = re.sub(r"[^a-z ]", "", verb.lower()).title()
    return _struct(f"{words.replace(' ', '')}Body", fields, ask, extends=(Said,))


def _struct(
    name: str,
    fields: Iterable[Any],
    described: object,
    extends: tuple[type[Struct], ...] = (Struct,),
) -> type[Struct]:
    return defstruct(
        name,
        fields,
        bases=extends,
        namespace={"__doc__": getdoc(described)},
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
    )


def _command(
    ask: Callable[..., Command],
    body: Said,
    parts: Mapping[str, object],
    reading: LedgerReading,
    caller: Caller,
) -> Command:
    """Return what is asked for; raises HttpProblem, or refuses what is unknown."""
    parameters = signature(ask).parameters
    amounts, given = list[Parameter](), dict[str, object]()
    hints = get_type_hints(ask)
    for each in _parameters(ask):
        if each.name in parts:
            given[each.name] = parts[each.name]
        elif _is_amount(each):
            amounts.append(each)
        else:
            given[each.name] = _value(hints[each.name], getattr(body, each.name))
    for each in amounts:
        given[each.name] = _amount(each, getattr(body, each.name), reading, given)
    if "at" in parameters:
        given["at"] = reading.at
    given |= dict.fromkeys(_WHO_ASKS & parameters.keys(), caller.actor)
    return ask(**given)


def _parameters(ask: Callable[..., Command]) -> Sequence[Parameter]:
    return [
        each for each in signature(ask).parameters.values() if each.name not in _KNOWN
    ]


def _is_amount(parameter: Parameter) -> bool:
    return _MINOR.search(str(parameter.annotation)) is not None


def _field(parameter: Parameter, hint: object) -> tuple[object, ...]:
    kind = _kind(hint, parameter.name, is_amount=_is_amount(parameter))
    if parameter.default is not Parameter.empty:
        return parameter.name, kind, parameter.default
    if parameter.name == "authorised_by" and _is_optional(hint):
        return parameter.name, kind, None
    return parameter.name, kind


def _is_optional(hint: object) -> bool:
    return get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint)


def _kind(hint: object, name: str, *, is_amount: bool = False) -> object:
    """Return as what an argument is read."""
    if get_origin(hint) in (Union, UnionType):
        kinds = [_kind(each, name, is_amount=is_amount) for each in get_args(hint)]
        return Union[tuple(kinds)]  # noqa: UP007 (the kinds are a tuple)
    if get_origin(hint) in (Sequence, Collection, tuple):
        return tuple[_kind(get_args(hint)[0], name), ...]  # type: ignore[misc]
    if hint in _NAMES:
        return _NAMES[hint]
    if hint is Currency:
        return CurrencyCode
    if hint is datetime:
        return Moment
    if hint is str:
        return _FIELDS.get(name, Words)
    if hint is int:
        return AmountText if is_amount else Annotated[int, Meta(ge=1, le=2**31)]
    return _part(hint) if isinstance(hint, type) and issubclass(hint, Struct) else hint


@cache
def _part(kind: type[Struct]) -> type[Struct]:
    """Return as what a value is read that is an argument: field by field."""
    hints = get_type_hints(kind)
    wanted = list[Any]()
    for each in msgspec.structs.fields(kind):
        if each.name == "words":
            continue
        read_as = _kind(hints[each.name], each.name)
        if each.default is not msgspec.NODEFAULT:
            wanted.append((each.name, read_as, each.default))
        elif _is_optional(hints[each.name]):
            wanted.append((each.name, read_as, None))
        else:
            wanted.append((each.name, read_as))
    return _struct(f"{kind.__name__}Part", wanted, kind)


def _value(hint: object, given: object) -> object:
    """Return an argument as the command takes it."""
    if get_origin(hint) in (Union, UnionType):
        hint = next(each for each in get_args(hint) if each is not NoneType)
    if given is None:
        return None
    if isinstance(given, tuple):
        return tuple(_value(get_args(hint)[0], each) for each in given)
    if hint is Currency:
        return currency_named(str(given))
    if isinstance(hint, type) and issubclass(hint, Struct):
        assert isinstance(given, Struct), "a value comes as its parts"
        return hint(**msgspec.structs.asdict(given))
    return given


def _amount(
    parameter: Parameter,
    text: str | None,
    reading: LedgerReading,
    given: Mapping[str, object],
) -> object:
    if text is None:
        return None
    about = next(name for name in _CURRENCY_OF if given.get(name) is not None)
    currency = _CURRENCY_OF[about](reading, given[about])
    read = amount if parameter.name in _MAY_BE_NOTHING else price
    return read(text, currency)
