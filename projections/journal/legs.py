"""An event as a journal entry: its day, its parties, its subject, and its legs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from ledger.events import InvoiceLine, StatementLine
from ledger.identity import ClientId, InvoiceId, LotId, Paddle, SaleId
from ledger.money import Currency, Minor
from projections.journal.accounts import BookAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Whom a posting concerns: a buyer by paddle, or a consignor, who has none."""

    client: ClientId | None
    """None where it concerns no client: the bank, a tax office, an unknown payer."""
    paddle: Paddle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """An amount on an account: above zero a debit, below zero a credit."""

    account: BookAccount
    amount: Minor
    what: str
    party: Party
    lot: LotId | None = None
    jurisdiction: str | None = None
    """Whose tax it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """The journal entry of one event; its legs add up to nothing."""

    day: date
    """When it counts in the books: issued, received, cleared, paid, charged on."""
    sale: SaleId | None
    """None where it belongs to no sale."""
    currency: Currency
    document: str
    """The invoice, credit note or statement; a consignor's account has the sale's.

    Money without an invoice has its own name, and a bank account's entry the account's.
    """
    invoice: InvoiceId | None
    """The invoice that it settles, raises or lowers."""
    legs: tuple[Leg, ...]

    def __post_init__(self) -> None:
        assert sum(leg.amount for leg in self.legs) == 0, (
            f"what is posted for {self.document} does not balance"
        )


def mirrored(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """Turn debits into credits, and credits into debits."""
    return tuple(replace(leg, amount=-leg.amount) for leg in legs)


def taxes_claimed(line: StatementLine, what: str, party: Party) -> Iterator[Leg]:
    """Claim each tax that a consignor charges, and owe it to them.

    A tax inside a hammer price is owed them already: the house bore it until then.
    """
    for tax in line.paid_taxes:
        claimed = f"Input tax, {tax.name} on {what[0].lower()}{what[1:]}"
        for account, amount, place in (
            (BookAccount.INPUT_TAX, tax.amount + tax.included, tax.jurisdiction),
            (BookAccount.CONSIGNORS, -tax.amount, None),
            (BookAccount.PREMIUM, -tax.included, None),
        ):
            yield Leg(
                account=account,
                amount=amount,
                what=claimed,
                party=party,
                lot=line.lot,
                jurisdiction=place,
            )


def taxes_owed(
    line: InvoiceLine | StatementLine, what: str, party: Party
) -> Iterator[Leg]:
    """Owe each tax of a line to its jurisdiction, shown on the line or inside it."""
    for tax in line.taxes:
        yield Leg(
            account=BookAccount.TAX,
            amount=-(tax.amount + tax.included),
            what=f"{tax.name} on {what[0].lower()}{what[1:]}",
            party=party,
            lot=line.lot,
            jurisdiction=tax.jurisdiction,
        )
