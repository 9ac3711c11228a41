"""Read statements: where each consignor of a sale stands, or one line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.output import json_option, print_facts, print_json, print_table
from commands.params import SALE, STATEMENT
from commands.session import LedgerSession, as_of
from presenters.words import if_any

if TYPE_CHECKING:
    from ledger.events import StatementIssued, StatementLine
    from ledger.house.consignors import Standing
    from ledger.identity import SaleId, StatementId
    from ledger.money import Currency

STANDING_COLUMNS = (
    ("consignor", "left"),
    ("lots", "right"),
    ("statements", "right"),
    ("hammer", "right"),
    ("deducted", "right"),
    ("net", "right"),
    ("awaited", "right"),
    ("paid", "right"),
    ("payable", "right"),
    ("owed back", "right"),
    ("due on", "left"),
)
LINE_COLUMNS = (
    ("line", "right"),
    ("lot", "right"),
    ("for", "left"),
    ("amount", "right"),
    ("tax", "right"),
    ("net", "right"),
    ("due on", "left"),
    ("from", "right"),
    ("corrects", "left"),
)


@click.command("list")
@click.argument("name", type=SALE, metavar="SALE")
@json_option
@click.pass_obj
@as_of
def list_(ledger: LedgerSession, name: SaleId, *, as_json: bool) -> None:
    """List the consignors of SALE: what is stated, paid, and payable now.

    What some buyers have not paid is awaited, as it stands now.

    Example: lotledger statement list HERITAGE-2025-12 --json
    """
    from ledger.house.consignors import standings

    records = ledger.records()
    found = standings(records, name)
    currency = records.sale(name).terms.rules.currency
    if as_json:
        print_json([_standing_json(one, currency) for one in found])
    elif found:
        rows = [_standing_row(one, currency) for one in found]
        print_table(STANDING_COLUMNS, rows, title=f"{name}: consignors")
    else:
        click.echo(f"No lot of sale {name} is of a consignor.")


def _standing_row(one: Standing, currency: Currency) -> tuple[object, ...]:
    money, balance = currency.write, one.balance
    return (
        one.account.consignor,
        len(one.lots),
        len(one.account.statements),
        money(balance.hammer),
        money(balance.deducted),
        money(balance.net),
        money(balance.awaited),
        money(balance.paid),
        money(balance.payable),
        money(balance.owed),
        ", ".join(str(day) for day, _ in one.dues),
    )


def _standing_json(one: Standing, currency: Currency) -> dict[str, object]:
    plain, balance = currency.plain, one.balance
    return {
        "consignor": one.account.consignor,
        "lots": len(one.lots),
        "statements": [issued.statement for issued in one.account.statements],
        "hammer": plain(balance.hammer),
        "deducted": plain(balance.deducted),
        "net": plain(balance.net),
        "awaited": plain(balance.awaited),
        "awaited_lots": list(one.awaited),
        "paid": plain(balance.paid),
        "payable": plain(balance.payable),
        "owed": plain(balance.owed),
        "dues": [{"due_on": day, "amount": plain(net)} for day, net in one.dues],
        "payouts": [
            {
                "payout": made.payout,
                "method": made.method,
                "amount": plain(made.amount),
                "paid_on": made.paid_on,
                "reference": made.reference,
                "reversed_on": reversed_on,
            }
            for made, reversed_on in one.account.payouts
        ],
    }


@click.command()
@click.argument("number", type=STATEMENT, metavar="STATEMENT")
@json_option
@click.pass_obj
@as_of
def show(ledger: LedgerSession, number: StatementId, *, as_json: bool) -> None:
    """Show STATEMENT as it was sent, line by line.

    Each line names its rule, and the event that it follows from.

    Example: lotledger statement show HA-2025-S00001 --json
    """
    issued = ledger.records().statement(number)
    if as_json:
        print_json(_json(issued))
        return
    print_facts(_facts(issued))
    print_table(LINE_COLUMNS, [_line(line, issued) for line in issued.lines])
    click.echo(_sum(issued))


def _facts(issued: StatementIssued) -> list[tuple[str, object]]:
    from ledger.identity import number_of

    awaited = ", ".join(number_of(lot) for lot in issued.awaited)
    return [
        ("statement", issued.statement),
        ("sale", issued.sale),
        ("consignor", f"{issued.consignor}, their statement {issued.number}"),
        ("issued", issued.issued_on),
        ("not paid yet", f"lots {awaited}" if awaited else "nothing was awaited"),
    ]


def _line(line: StatementLine, issued: StatementIssued) -> tuple[object, ...]:
    from ledger.identity import number_of
    from ledger.settlement.consignment import OF_THE_ACCOUNT

    money = issued.currency.write
    told = f"{line.said}: {line.rule}" if line.kind in OF_THE_ACCOUNT else line.rule
    return (
        line.number,
        None if line.lot is None else number_of(line.lot),
        told,
        money(line.amount),
        money(line.tax) if line.tax else None,
        money(line.net),
        line.due_on,
        f"#{line.source}",
        line.corrects,
    )


def _sum(issued: StatementIssued) -> str:
    """Say what a statement comes to, and for whom."""
    from ledger.events.documents import net_of

    net, money = net_of(issued.lines), issued.currency.write
    if issued.number > 1:
        return f"It changes what {issued.consignor} is owed by {money(net)}."
    if net < 0:
        return f"In all {money(-net)} is owed to the house."
    return f"In all {money(net)} is owed to {issued.consignor}."


def _json(issued: StatementIssued) -> dict[str, object]:
    from ledger.events.documents import net_of

    return {
        "statement": issued.statement,
        "sale": issued.sale,
        "consignor": issued.consignor,
        "number": issued.number,
        "currency": issued.currency.code,
        "issued_on": issued.issued_on,
        "lines": [_line_json(line, issued.currency) for line in issued.lines],
        "net": issued.currency.plain(net_of(issued.lines)),
        "awaited_lots": list(issued.awaited),
    }


def _line_json(line: StatementLine, currency: Currency) -> dict[str, object]:
    from ledger.money import write_rate

    plain = currency.plain
    return {
        "number": line.number,
        "deduction": line.kind,
        "lot": line.lot,
        "said": line.said,
        "rule": line.rule,
        "rate": None if line.rate is None else write_rate(line.rate),
        "base": if_any(plain, line.base),
        "amount": plain(line.amount),
        "taxes": [
            {
                "jurisdiction": one.jurisdiction,
                "name": one.name,
                "rate": write_rate(one.rate),
                "base": plain(one.base),
                "amount": plain(one.amount),
            }
            for one in line.taxes
            if not one.included
        ],
        "net": plain(line.net),
        "due_on": line.due_on,
        "position": line.source,
        "corrects": line.corrects,
    }
