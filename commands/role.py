"""Give users their roles, take them, and tell what each may do."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.output import print_json, print_table, prints_json
from commands.params import DAY, ROLE, USER, amount
from commands.recording import carried_out, dry_run_option
from commands.session import LedgerSession, as_of
from ledger.identity import Role, UserId

if TYPE_CHECKING:
    from ledger.entry import Attribution


@click.group()
def role() -> None:
    """Give users their roles, take them, and tell what each may do.

    The first role that is given is an administrator's, and turns the rule on for ever:
    from then on whoever records anything is a user who proves it, in a role of theirs.

    Example: lotledger role grant u-anna administrator
    """


@role.command()
@click.argument("user", type=USER)
@click.argument("granted", type=ROLE, metavar="ROLE")
@click.option(
    "--until", type=DAY, metavar="DAY", help="The last day of it; an auditor has one."
)
@dry_run_option
@attributed
@click.pass_obj
def grant(
    ledger: LedgerSession,
    user: UserId,
    granted: str,
    *,
    until: date | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Give USER the role ROLE; the first is an administrator's.

    Example: lotledger role grant u-tom auditor --until 2026-12-31
    """
    from ledger.house import users
    from presenters.users import last_day

    granting = users.grant(user, Role(granted), until=until)
    _, where = carried_out(ledger.house(), granting, by, dry_run=dry_run)
    end = "" if last_day(until) is None else f" until {until}"
    click.echo(f"User {user} is {granted}{end}. {where}")


@role.command()
@click.argument("user", type=USER)
@click.argument("revoked", type=ROLE, metavar="ROLE")
@dry_run_option
@attributed
@click.pass_obj
def revoke(
    ledger: LedgerSession,
    user: UserId,
    revoked: str,
    *,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Take the role ROLE from USER; it ends at once.

    Example: lotledger role revoke u-tom clerk
    """
    from ledger.house import users

    revoking = users.revoke(user, Role(revoked))
    _, where = carried_out(ledger.house(), revoking, by, dry_run=dry_run)
    click.echo(f"User {user} is {revoked} no more. {where}")


@role.command()
@click.argument("currency", metavar="CURRENCY")
@click.argument("sum_", metavar="AMOUNT")
@dry_run_option
@attributed
@click.pass_obj
def limits(
    ledger: LedgerSession,
    currency: str,
    sum_: str,
    *,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Let one person alone set limits up to AMOUNT; others take a second person.

    Where nothing is said, every limit that is set or lifted takes one.

    Example: lotledger role limits EUR 10,000 --ask-approval limits.json
    """
    from ledger.house import users
    from ledger.money import Currency, NotAnAmount

    try:
        money = Currency(currency.upper())
    except NotAnAmount as no:
        raise click.BadParameter(str(no), param_hint="'CURRENCY'") from no
    beyond = amount(sum_, money, "AMOUNT")
    setting = users.set_approval_of_limits(money, beyond)
    _, where = carried_out(ledger.house(), setting, by, dry_run=dry_run)
    click.echo(f"A limit beyond {money.write(beyond)} takes a second person. {where}")


@role.command("list")
@prints_json("presenters.users:RoleShape", many=True)
@click.pass_obj
@as_of
def list_(ledger: LedgerSession, *, as_json: bool) -> None:
    """List every role: what it may do and see, and who has it.

    Example: lotledger role list
    """
    from presenters.users import ROLE_COLUMNS, role_row, role_shapes

    shapes = role_shapes(ledger.records().users())
    if as_json:
        print_json(shapes)
        return
    print_table(ROLE_COLUMNS, [role_row(shape) for shape in shapes])
