"""The example sale is settled: invoices, wires and checks, releases, payouts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from commands.demo.sale import examples, signer
from ledger.client import Certificate
from ledger.entry import Attribution
from ledger.events import Charge
from ledger.identity import ClientId, InvoiceId, Paddle, SaleId, payment_id
from ledger.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ledger.house import House
    from ledger.house.command import Command

    Signer = Callable[[str, datetime], Attribution]
    Steps = Iterator[tuple[Command, Attribution]]

RULES_AT = datetime(2025, 12, 11, 22, 0, tzinfo=UTC)
SETTLED_AT = datetime(2025, 12, 12, 16, 0, tzinfo=UTC)
CHECK_AT = datetime(2025, 12, 15, 17, 0, tzinfo=UTC)
BANK_AT = datetime(2025, 12, 19, 15, 0, tzinfo=UTC)
CLEARED_AT = datetime(2025, 12, 22, 15, 0, tzinfo=UTC)
PAID_OUT_AT = datetime(2026, 1, 26, 15, 0, tzinfo=UTC)


def settling_steps(house: House, terms: Terms) -> Steps:
    """Settle the sale as it stands, one step after the other; each once.

    Each step looks up what to invoice and pay when its turn comes.
    """
    by = signer()
    yield from _setup_steps(terms, by)
    yield from _document_steps(house, terms.sale, by)
    yield from _payment_steps(house, terms, by)
    yield from _release_steps(house, terms.sale, by)
    yield from _payout_steps(house, terms.sale, by)


def _setup_steps(terms: Terms, by: Signer) -> Steps:
    """Put rates, rules, a buyer's place, a certificate and two charges on record."""
    from ledger.files.settlement_file import read_settlement
    from ledger.files.tax_file import read_tax_rates
    from ledger.house import accounts, clients, settling

    folder, currency, sale = examples(), terms.rules.currency, terms.sale
    rates = read_tax_rates(folder / "tax-rates.csv")
    source = f"tax-rates.csv {rates.digest}"
    rules = read_settlement(folder / "settlement.toml", currency=currency)
    shown = Certificate("US-TX-DALLAS", "3-20011-7745-1", date(2025, 1, 1), None)
    descriptions = {
        Charge.SHIPPING: "Air freight, two crates",
        Charge.INSURANCE: "Insurance",
    }
    commands: dict[str, Command] = {
        "rates": settling.set_tax_rates(rates.rows, source=source),
        "rules": settling.set_settlement(sale, rules),
        "place": clients.set_jurisdiction(ClientId("C-203"), "US-OR"),
        "certificate": clients.file_certificate(ClientId("C-104"), shown),
    }
    for kind, dollars in ((Charge.SHIPPING, "185"), (Charge.INSURANCE, "62.50")):
        commands[kind.value] = accounts.charge(
            sale,
            Paddle("1007"),
            kind=kind,
            amount=currency.read(dollars),
            description=descriptions[kind],
            on=RULES_AT.date(),
            at=RULES_AT,
        )
    for name, command in commands.items():
        yield command, by(f"settle {name}", RULES_AT)


def _document_steps(house: House, sale: SaleId, by: Signer) -> Steps:
    """Invoice every buyer, and issue every statement."""
    from ledger.house import settling

    day = SETTLED_AT.date()
    plan = settling.plan_buyers(house, sale)
    for step in settling.documents_of_plan(plan, sale, on=day, at=SETTLED_AT):
        yield step.command, replace(by(step.name, SETTLED_AT), reason=step.reason)
    for step in settling.statements(house, sale, on=day, at=SETTLED_AT):
        yield step.command, by(step.name, SETTLED_AT)


def _payment_steps(house: House, terms: Terms, by: Signer) -> Steps:
    """Take a check, match the bank's file, and note that the check was good."""
    from ledger.files.bank_file import read_bank, read_mapping
    from ledger.house import bank, payments

    folder, sale = examples(), terms.sale
    by_check = InvoiceId("HA-2025-00004")
    due = house.invoice(by_check).total
    check = payments.receive(
        by_check, paid=due, method="check", at=CHECK_AT, reference="check 2218"
    )
    yield check, by("settle check", CHECK_AT)
    mapping = read_mapping(folder / "bank.toml")
    currency, method = terms.rules.currency, mapping.method
    read = read_bank(folder / "bank.csv", mapping=mapping, currency=lambda: currency)
    matches = bank.matched(house, read.lines, sales=[sale], method=method, at=BANK_AT)
    booked = bank.book(
        matches, file="bank.csv", sales=[sale], method=method, at=BANK_AT
    )
    # What was booked before is known again, so that it needs no key.
    yield booked, replace(by("settle bank", BANK_AT), key=None)
    cleared = payments.clear(payment_id(by_check, 1), at=CLEARED_AT)
    yield cleared, by("settle cleared", CLEARED_AT)


def _release_steps(house: House, sale: SaleId, by: Signer) -> Steps:
    """Let every lot go whose buyer's money is good."""
    from ledger.house import releasing

    for lot in house.lots(sale):
        if lot.books.paid_on is not None and lot.books.released is None:
            released = releasing.release([lot.id], at=CLEARED_AT)
            yield released, by(f"settle release {lot.id}", CLEARED_AT)


def _payout_steps(house: House, sale: SaleId, by: Signer) -> Steps:
    """Pay every consignor what their buyers have paid, 45 days after the close."""
    from ledger.house import consigning
    from ledger.house.consignors import consignor_accounts

    for consignor in consignor_accounts(house, sale):
        if consignor.balance.payable > 0:
            who = consignor.account.consignor
            paid = consigning.payout(
                sale, who, method="wire", on=PAID_OUT_AT.date(), at=PAID_OUT_AT
            )
            yield paid, by(f"settle payout {who}", PAID_OUT_AT)
