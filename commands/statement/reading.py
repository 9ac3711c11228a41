"""Read statements: where each consignor of a sale stands, or one line by line."""

from __future__ import annotations

import click

from commands.output import (
    print_facts,
    print_filled_table,
    print_json,
    print_table,
    prints_json,
)
from commands.params import SALE, STATEMENT
from commands.session import LedgerSession, as_of
from ledger.identity import SaleId, StatementId


@click.command("list")
@click.argument("name", type=SALE, metavar="SALE")
@prints_json("presenters.consignor:ConsignorShape", many=True)
@click.pass_obj
@as_of
def list_(ledger: LedgerSession, name: SaleId, *, as_json: bool) -> None:
    """List the consignors of SALE: amounts stated, paid, and payable now.

    Awaited is the money that buyers have not yet paid in cleared funds.

    Example: lotledger statement list HERITAGE-2025-12 --json
    """
    from ledger.house.consignors import consignor_accounts
    from presenters.consignor import CONSIGNOR_COLUMNS, consignor_row, consignor_shape

    records = ledger.records()
    accounts = consignor_accounts(records, name)
    currency = records.sale(name).terms.rules.currency
    if as_json:
        print_json([consignor_shape(account, currency) for account in accounts])
    elif accounts:
        rows = [consignor_row(account, currency) for account in accounts]
        print_filled_table(CONSIGNOR_COLUMNS, rows, title=f"{name}: consignors")
    else:
        click.echo(f"Sale {name} has no consigned lots.")


@click.command()
@click.argument("number", type=STATEMENT, metavar="STATEMENT")
@prints_json("presenters.statement:StatementShape")
@click.pass_obj
@as_of
def show(ledger: LedgerSession, number: StatementId, *, as_json: bool) -> None:
    """Show STATEMENT as it was sent, line by line.

    Each line names its rule, and the event that it follows from. A further statement
    also says what the consignor was owed in the sale with it. A second table tells all
    that was agreed, stated and paid on the account until now, by whom, and why.

    Example: lotledger statement show HA-2025-S00001 --json
    """
    from presenters.changes import CHANGE_COLUMNS, change_rows
    from presenters.statement import (
        STATEMENT_COLUMNS,
        account_changes,
        statement_facts,
        statement_line_row,
        statement_sentence,
        statement_shape,
    )

    records = ledger.records()
    issued = records.statement(number)
    account = records.account_at(issued)
    history = records.consignment_history(issued.sale, issued.consignor)
    if as_json:
        print_json(statement_shape(issued, account, history))
        return
    print_facts(statement_facts(issued))
    rows = [statement_line_row(line, issued.currency) for line in issued.lines]
    print_table(STATEMENT_COLUMNS, rows)
    click.echo(statement_sentence(issued, account))
    zone = records.sale(issued.sale).terms.zone
    changes = change_rows(account_changes(history, issued.currency), zone)
    print_table(CHANGE_COLUMNS, changes, title="The account, and who changed it")
