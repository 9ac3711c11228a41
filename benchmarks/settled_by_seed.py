"""The books of a sale by seed: billed, paid, put right, and paid out to consignors."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from benchmarks.sale_to_settle import EXAMPLE
from benchmarks.sales_by_seed import Plan, SeededHouse, Step
from ledger.events import Charge, FundsKind
from ledger.files.settlement_file import read_settlement
from ledger.files.tax_file import read_tax_rates
from ledger.house import (
    accounts,
    consigning,
    corrections,
    funds,
    invoicing,
    payments,
    releasing,
    settling,
)
from ledger.house.consignors import consignor_accounts
from ledger.identity import ClientId, InvoiceId, payment_id
from ledger.lot import Stage
from ledger.money import Currency

DOLLARS = Currency("USD")


def settle(seeded: SeededHouse, plan: Plan) -> None:
    """Settle a sale to its payouts, with the mistakes that a house makes on the way."""
    _set_rules(seeded, plan)
    _amend_some(seeded, plan)
    _bill(seeded, plan)
    _take_money(seeded, plan)
    _put_right(seeded, plan)
    _pay_out(seeded, plan)


def _set_rules(seeded: SeededHouse, plan: Plan) -> None:
    rules = read_settlement(Path(EXAMPLE) / "settlement.toml", currency=DOLLARS)
    seeded.does(settling.set_settlement(plan.sale, rules), plan.settled)
    if plan.number == 1:
        rates = read_tax_rates(EXAMPLE / "tax-rates.csv").rows
        seeded.does(settling.set_tax_rates(rates, source="tax-rates.csv"), plan.settled)


def _amend_some(seeded: SeededHouse, plan: Plan) -> None:
    """Amend a hammer, call a sale off, and charge for what is sent."""
    at, dice = plan.settled, seeded.dice
    sold = seeded.lots_at(plan, Stage.SOLD)
    for lot in dice.sample(sold, max(1, len(sold) // 60)):
        amended = corrections.amend_hammer(
            lot.id, at=at, authorised_by="bea", price=(lot.price or 0) + 10_000
        )
        seeded.does(amended, at, reason="misheard")
    gone = corrections.rescind(dice.choice(sold).id, at=at, authorised_by="bea")
    seeded.does(gone, at, reason="not as described")
    buyers = {lot.sold.buyer for lot in sold if lot.sold is not None}
    for paddle in dice.sample(sorted(buyers), max(1, len(buyers) // 4)):
        sent = accounts.charge(
            plan.sale,
            paddle,
            kind=Charge.SHIPPING,
            amount=dice.randrange(1_000, 20_000),
            description="Courier",
            on=at.date(),
            at=at,
        )
        seeded.does(sent, at)


def _bill(seeded: SeededHouse, plan: Plan) -> None:
    at = seeded.now + timedelta(hours=1)
    house, day = seeded.house, at.date()
    buyers = settling.plan_buyers(house, plan.sale)
    documents = settling.documents_of_plan(buyers, plan.sale, on=day, at=at)
    seeded.do_all((step.command, at, step.reason) for step in documents)
    statements = settling.statements(house, plan.sale, on=day, at=at)
    seeded.do_all((step.command, at, step.reason) for step in statements)


def _take_money(seeded: SeededHouse, plan: Plan) -> None:
    """Take most of what is owed at once, some of it in part, and deposits."""
    at, dice, paid = seeded.now + timedelta(days=3), seeded.dice, list[Step]()
    for invoice in map(seeded.house.invoice, _issued(seeded, plan)):
        number, method = invoice.issued.invoice, dice.choice(["wire", "check"])
        due = dice.choices([0, invoice.total // 2, invoice.total], (10, 10, 80))[0]
        if due == 0:
            continue
        wire = method == "wire"
        pays = payments.receive(number, paid=due, method=method, at=at, cleared=wire)
        paid.append((pays, at, None))
    seeded.do_all(paid)
    left = funds.receive(
        FundsKind.DEPOSIT,
        dice.randrange(1, 90) * 10_000,
        DOLLARS,
        method="wire",
        at=at,
        client=ClientId(f"C-{dice.randrange(100)}"),
        sale=plan.sale,
    )
    seeded.does(left, at)


def _issued(seeded: SeededHouse, plan: Plan) -> list[InvoiceId]:
    """Name the invoices that lots of a sale are on."""
    billed = (lot.books.invoiced for lot in seeded.lots_at(plan, Stage.SOLD))
    return list(dict.fromkeys(each.invoice for each in billed if each is not None))


def _put_right(seeded: SeededHouse, plan: Plan) -> None:
    """Credit an invoice and bill it anew, take a payment back, let the rest go."""
    at, dice = seeded.now + timedelta(days=2), seeded.dice
    issued = _issued(seeded, plan)
    credited = invoicing.credit(dice.choice(issued), at=at)
    seeded.does(credited, at, reason="wrong address")
    invoice = seeded.house.invoice(dice.choice(issued))
    if invoice.payments:
        bounced = payments.reverse(payment_id(invoice.issued.invoice, 1), at=at)
        seeded.does(bounced, at, reason="returned by the bank")
    _bill(seeded, plan)
    seeded.do_all(
        (releasing.release([lot.id], at=at), at, None)
        for lot in seeded.lots_at(plan, Stage.SOLD)
        if lot.books.paid_on is not None and lot.books.released is None
    )


def _pay_out(seeded: SeededHouse, plan: Plan) -> None:
    at = seeded.now + timedelta(days=45)
    for account in consignor_accounts(seeded.house, plan.sale):
        if account.balance.payable > 0:
            paid = consigning.payout(
                plan.sale,
                account.account.consignor,
                method="wire",
                on=at.date(),
                at=at,
            )
            seeded.does(paid, at)
