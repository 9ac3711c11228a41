"""Say where a client's lots go, and who the client is to the tax office."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import CLIENT, COUNTRY, DAY, JURISDICTION, TEXT, VAT_ID
from commands.recording import record
from commands.session import LedgerSession
from ledger.identity import ClientId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.terms.tax_status import TaxStatus


@click.command()
@click.argument("name", type=CLIENT, metavar="CLIENT")
@click.argument("place", metavar="JURISDICTION|none")
@attributed
@click.pass_obj
def jurisdiction(
    ledger: LedgerSession, name: ClientId, place: str, *, by: Attribution, at: datetime
) -> None:
    """Record where CLIENT's lots go, and so which taxes apply; ``none`` clears it.

    Example: lotledger client jurisdiction C-1042 US-CA
    """
    from ledger.house import clients

    destination = (
        None if place.lower() == "none" else JURISDICTION.convert(place, None, None)
    )
    place_words = "of the sale's place" if destination is None else f"of {destination}"
    record(
        ledger.house(),
        clients.set_jurisdiction(name, destination),
        by,
        f"Client {name} pays the taxes {place_words}.",
    )


@click.command("tax-status")
@click.argument("name", type=CLIENT, metavar="CLIENT")
@click.argument("person", type=click.Choice(["consumer", "business", "registered"]))
@click.option(
    "--country", type=COUNTRY, required=True, help="Where they are established: DE."
)
@click.option(
    "--vat-id",
    type=VAT_ID,
    help="Their VAT number, with its country: DE123456789. Only its shape is checked.",
)
@click.option("--tax-number", type=TEXT, help="The number of their own tax office.")
@click.option(
    "--from", "since", type=DAY, required=True, metavar="DAY", help="Since which day."
)
@click.option(
    "--checked", type=DAY, metavar="DAY", help="The day the VAT number was confirmed."
)
@attributed
@click.pass_obj
def tax_status(
    ledger: LedgerSession,
    name: ClientId,
    *,
    person: str,
    country: str,
    vat_id: str | None,
    tax_number: str | None,
    since: date,
    checked: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Record who CLIENT is to the tax office: a consumer, a business, or registered.

    Whoever is registered for VAT may be supplied free of it, or owe it themselves, as
    the settlement file of a sale says. Invoices of an earlier day stay as they are.

    Example: lotledger client tax-status C-7 registered --country DE --vat-id
    DE123456789 --from 2025-01-01
    """
    from ledger.house import clients
    from ledger.terms.tax_status import TaxPerson, TaxStatus
    from presenters.house_sentences import tax_status_words

    status = TaxStatus(
        person=TaxPerson(person),
        country=country,
        vat_id=vat_id,
        tax_number=tax_number,
        valid_from=since,
        checked_on=checked,
    )
    if status.is_registered and vat_id is None and tax_number is None:
        slip = "Whoever is registered has a number. Give it, or --tax-number."
        raise click.BadParameter(slip, param_hint="'--vat-id'")
    sentence = f"Client {name} is {tax_status_words(status)}, since {since}."
    sentence += _shape_words(status)
    record(ledger.house(), clients.set_tax_status(name, status), by, sentence)


def _shape_words(status: TaxStatus) -> str:
    """Say of a VAT number that nobody confirmed how far it was checked."""
    if status.vat_id is None or status.checked_on is not None:
        return ""
    return f" Of {status.vat_id} only the shape was checked."


@click.command("self-billing")
@click.argument("name", type=CLIENT, metavar="CLIENT")
@click.option(
    "--from", "since", type=DAY, required=True, metavar="DAY", help="Its first day."
)
@click.option("--until", type=DAY, metavar="DAY", help="Its last day.")
@attributed
@click.pass_obj
def self_billing(
    ledger: LedgerSession,
    name: ClientId,
    *,
    since: date,
    until: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Record that CLIENT agreed on self-billing: the house writes their invoices to it.

    Statements of those days are the client's invoices for the tax on hammer prices.
    The same first day with another last day takes the place of the agreement.

    Example: lotledger client self-billing C-7 --from 2025-01-01 --until 2025-12-31
    """
    from ledger.client import SelfBilling
    from ledger.house import clients
    from presenters.house_sentences import days_words

    if until is not None and until < since:
        slip = f"The last day is before the first, {since}."
        raise click.BadParameter(slip, param_hint="'--until'")
    terms = SelfBilling(since, until)
    sentence = f"Client {name} agreed on self-billing, {days_words(terms)}."
    record(ledger.house(), clients.agree_self_billing(name, terms), by, sentence)
