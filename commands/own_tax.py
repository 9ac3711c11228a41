"""Account for tax of the house's own: on purchases, and on margins of periods."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.output import print_json, print_table, prints_json
from commands.params import JURISDICTION, amount as amount_of, price
from commands.pay.money import (
    on_option,
    only_currency,
    record_money,
    reference_option,
)
from commands.period_options import must_follow, period_options
from commands.recording import dry_run_option
from commands.session import LedgerSession, as_of

if TYPE_CHECKING:
    from fractions import Fraction

    from ledger.entry import Attribution
    from ledger.events import MarginLosses
    from ledger.money import Currency, Minor
    from ledger.settlement.own_tax import PeriodMargin, TaxedPurchase

KINDS = (
    *("acquisition", "service-from-union", "reverse-charge"),
    *("import-postponed", "import-paid", "purchase"),
)
LOSSES = ("carried", "lapsed")
currency_option = click.option(
    "--currency", metavar="CODE", help="The currency.  [default: the only one of sales]"
)


@click.command()
@click.argument("place", type=JURISDICTION, metavar="JURISDICTION")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("net")
@click.option("--rate", required=True, metavar="PERCENT", help="The rate: 20 or 20%.")
@click.option("--tax", metavar="AMOUNT", help="The tax.  [default: by the rate]")
@click.option("--claim", metavar="AMOUNT", help="What is taken back.  [default: all]")
@currency_option
@on_option
@reference_option
@dry_run_option
@attributed
@click.pass_obj
def purchase(
    ledger: LedgerSession,
    place: str,
    kind: str,
    net: str,
    *,
    rate: str,
    tax: str | None,
    claim: str | None,
    currency: str | None,
    on: date | None,
    reference: str | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Account for the tax on something that the house bought for NET.

    The house owes the tax on an acquisition (goods from another member state), on a
    service-from-union, on any other reverse-charge, and on an import-postponed (not in
    Germany); on an import-paid and a purchase it takes back what customs or a supplier
    charged.

    Example: lotledger tax purchase GB reverse-charge 1,000 --rate 20 --reference B-7
    """
    from ledger.house import own_tax

    house = ledger.house()
    money = only_currency(house, currency)
    bought = _bought(
        kind, net, money, rate=rate, tax=tax, claim=claim, reference=reference
    )
    command = own_tax.account_purchase(place, bought, on=on, at=at)
    record_money(house, command, by, dry_run=dry_run)


def _bought(
    kind: str,
    net: str,
    money: Currency,
    *,
    rate: str,
    tax: str | None,
    claim: str | None,
    reference: str | None,
) -> TaxedPurchase:
    from ledger.events import PurchaseTaxKind
    from ledger.money import share
    from ledger.settlement.own_tax import TaxedPurchase

    amount, fraction = price(net, money, "NET"), _rate(rate)
    due = share(amount, fraction)
    due = due if tax is None else amount_of(tax, money, "--tax")
    claimed = due if claim is None else amount_of(claim, money, "--claim")
    if claimed > due:
        slip = f"{money.write(claimed)} is more than the tax of {money.write(due)}."
        raise click.BadParameter(slip, param_hint="'--claim'")
    return TaxedPurchase(
        kind=PurchaseTaxKind(kind),
        currency=money,
        net=amount,
        rate=fraction,
        tax=due,
        claimed=claimed,
        reference=reference,
    )


@click.command()
@click.argument("place", type=JURISDICTION, metavar="JURISDICTION")
@period_options
@click.option(
    "--losses",
    type=click.Choice(LOSSES),
    help="What becomes of a loss.  [default: carried in GB, lapsed in DE]",
)
@click.option(
    "--opening-stock",
    metavar="AMOUNT",
    help="What was bought before the scheme was begun; in the first period.",
)
@currency_option
@dry_run_option
@attributed
@click.pass_obj
def margin(
    ledger: LedgerSession,
    place: str,
    *,
    period_from: date,
    period_to: date,
    losses: str | None,
    opening_stock: str | None,
    currency: str | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Take the lots of the global margin scheme together for a period.

    Losses are set against gains, and the tax that documents bear lot by lot is put
    right to the tax on the margin of the period.

    Example: lotledger tax margin GB --from 2026-04-01 --to 2026-06-30 --dry-run
    """
    from ledger.house import own_tax

    must_follow(period_from, period_to)
    house = ledger.house()
    money = only_currency(house, currency)
    stock = 0
    if opening_stock is not None:
        stock = amount_of(opening_stock, money, "--opening-stock")
    law, period = _losses(place, losses), (period_from, period_to)
    asked = _margin(ledger, place, money, period, losses=law, opening_stock=stock)
    command = own_tax.account_margin(place, asked, at=at)
    record_money(house, command, by, dry_run=dry_run)


def _margin(
    ledger: LedgerSession,
    place: str,
    money: Currency,
    period: tuple[date, date],
    *,
    losses: MarginLosses,
    opening_stock: Minor,
) -> PeriodMargin:
    """Add up what documents tell of a period."""
    from ledger.settlement.own_tax import PeriodMargin
    from projections.global_margin import margin_figures

    with ledger.views().asked() as db:
        figures = margin_figures(db, place, money.code, period)
    return PeriodMargin(
        first=period[0],
        last=period[1],
        losses=losses,
        currency=money,
        sales=figures.sales,
        purchases=figures.purchases,
        margin_by_lot=figures.margin_by_lot,
        due_by_lot=figures.due_by_lot,
        opening_stock=opening_stock,
    )


@click.command()
@click.argument("place", type=JURISDICTION, metavar="JURISDICTION")
@click.option("--purchase", "number", type=int, metavar="N", help="Purchase N.")
@click.option("--margin", "last", is_flag=True, help="The margin of the last period.")
@on_option
@attributed
@click.pass_obj
def reverse(
    ledger: LedgerSession,
    place: str,
    *,
    number: int | None,
    last: bool,
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Take the tax on a purchase back, or the margin of the last period.

    Example: lotledger tax reverse GB --purchase 1 --reason "billed twice"
    """
    from ledger.house import own_tax

    if number is not None and not last:
        command = own_tax.reverse_purchase(place, number, on=on, at=at)
    elif last and number is None:
        command = own_tax.reverse_margin(place, at=at)
    else:
        raise click.UsageError("Name one: --purchase or --margin.")
    record_money(ledger.house(), command, by)


@click.command()
@click.argument("place", type=JURISDICTION, metavar="JURISDICTION")
@prints_json("presenters.own_tax:OwnTaxShape")
@click.pass_obj
@as_of
def own(ledger: LedgerSession, place: str, *, as_json: bool) -> None:
    """List the tax that the house itself accounts for in JURISDICTION.

    Example: lotledger tax own GB --json
    """
    from presenters.own_tax import (
        MARGIN_COLUMNS,
        PURCHASE_COLUMNS,
        margin_rows,
        own_tax_shape,
        purchase_rows,
    )

    accounted = ledger.records().own_tax(place)
    if as_json:
        print_json(own_tax_shape(place, accounted))
        return
    if accounted.purchases:
        print_table(PURCHASE_COLUMNS, purchase_rows(accounted))
    if accounted.margins:
        print_table(MARGIN_COLUMNS, margin_rows(accounted))
    if not (accounted.purchases or accounted.margins):
        click.echo(f"The house accounts for no tax of its own in {place}.")


COMMANDS = (purchase, margin, reverse, own)


def _rate(text: str) -> Fraction:
    from ledger.money import NotAnAmount, read_rate

    written = text.strip()
    try:
        return read_rate(written if written.endswith("%") else f"{written}%")
    except NotAnAmount as no:
        raise click.BadParameter(str(no), param_hint="'--rate'") from no


def _losses(place: str, named: str | None) -> MarginLosses:
    """Return what becomes of a loss: as it is named, or by the law of the place."""
    from ledger.events import MarginLosses
    from ledger.settlement.own_tax import LOSSES as BY_LAW

    if named is not None:
        return MarginLosses(named)
    by_law = BY_LAW.get(place[:2])
    if by_law is None:
        slip = f"What becomes of a loss in {place} is not known here. Name --losses."
        raise click.UsageError(slip)
    return by_law
