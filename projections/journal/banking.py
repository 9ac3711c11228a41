"""Postings of a bank account: what it began with, its own entries, and remittances."""

from __future__ import annotations

from datetime import date

from ledger.events import (
    BankAccountBegun,
    BankEntryBooked,
    BankEntryKind,
    BankEntryReversed,
    RemittanceKind,
    RemittanceMade,
    RemittanceReversed,
)
from ledger.money import Minor
from projections.journal.accounts import BookAccount
from projections.journal.legs import JournalEntry, Leg, Party

OWN = {
    BankEntryKind.CHARGE: BookAccount.BANK_CHARGES,
    BankEntryKind.INTEREST: BookAccount.BANK_INTEREST,
    BankEntryKind.CARD_FEE: BookAccount.CARD_FEES,
    BankEntryKind.OTHER: BookAccount.ELSEWHERE,
}
"""What stands against each kind of entry."""

REMITTED = {
    RemittanceKind.TAX: BookAccount.TAX,
    RemittanceKind.RESALE_RIGHT: BookAccount.RESALE_RIGHT,
}
"""What a remittance pays off."""

OF_A_PLACE = (BookAccount.TAX, BookAccount.INPUT_TAX)

Banked = (
    BankAccountBegun
    | BankEntryBooked
    | BankEntryReversed
    | RemittanceMade
    | RemittanceReversed
)


def of_bank(event: Banked) -> JournalEntry:
    """Post what moved the bank, and what it is for."""
    day, what, against, amount = _parts(event)
    nobody = Party(client=None)
    amounts = {BookAccount.BANK: amount, against: -amount}
    place = None
    if isinstance(event, RemittanceMade | RemittanceReversed):
        place = event.to if event.kind is RemittanceKind.TAX else None
        amounts = _paid_on(event, against, amount)
    return JournalEntry(
        day=day,
        sale=None,
        currency=event.currency,
        document=event.account,
        invoice=None,
        legs=tuple(
            Leg(
                account=account,
                amount=part,
                what=what,
                party=nobody,
                jurisdiction=place if account in OF_A_PLACE else None,
            )
            for account, part in amounts.items()
        ),
    )


def _paid_on(
    event: RemittanceMade | RemittanceReversed, owed: BookAccount, banked: Minor
) -> dict[BookAccount, Minor]:
    """Pay what is owed from the bank, from input tax, and by what rounding leaves."""
    sign = 1 if isinstance(event, RemittanceMade) else -1
    claimed, rounding = sign * (event.input_tax or 0), sign * (event.rounding or 0)
    return {
        BookAccount.BANK: banked,
        owed: claimed + rounding - banked,
        BookAccount.INPUT_TAX: -claimed,
        BookAccount.TAX_ROUNDING: -rounding,
    }


def _parts(event: Banked) -> tuple[date, str, BookAccount, Minor]:
    """Say when, what, what stands against it, and how much came to the bank."""
    match event:
        case BankAccountBegun():
            what = f"Account {event.account} began"
            return event.begun_on, what, BookAccount.OPENING, event.balance
        case BankEntryBooked():
            what = _entry_words(event)
            return event.booked_on, what, OWN[event.kind], event.amount
        case BankEntryReversed():
            what = f"Entry {event.entry} of {event.account} taken back"
            return event.reversed_on, what, OWN[event.kind], -event.amount
        case RemittanceMade():
            period = f"for {event.period_from} to {event.period_to}"
            what = f"Remittance {event.remittance} to {event.to} {period}"
            return event.made_on, what, REMITTED[event.kind], -event.amount
        case RemittanceReversed():
            what = f"Remittance {event.remittance} to {event.to} came back"
            return event.reversed_on, what, REMITTED[event.kind], event.amount


def _entry_words(event: BankEntryBooked) -> str:
    kind = event.kind.value.replace("-", " ").capitalize()
    what = f"{kind} on {event.account}, entry {event.entry}"
    return what if event.description is None else f"{what}: {event.description}"
