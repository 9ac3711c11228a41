"""File who a client is in the vault, and hand out all that is kept of a client."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.attribution import looking
from commands.keeping import passphrase, unasked_passphrase
from commands.output import print_facts, print_json, prints_json
from commands.params import CLIENT, COUNTRY, TEXT
from commands.session import LedgerSession
from ledger.identity import ClientId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.vault.people import Person


def _bank_name(
    _: click.Context, param: click.Parameter, text: str | None
) -> str | None:
    """Read an IBAN or a BIC: money is paid to it."""
    from ledger.files import bank_names
    from ledger.files.problems import Misread

    if text is None:
        return None
    try:
        return bank_names.iban(text) if param.name == "iban" else bank_names.bic(text)
    except Misread as slip:
        raise click.BadParameter(f"{text!r}: {slip}") from slip


@click.command()
@click.argument("name", type=CLIENT, metavar="[CLIENT]", required=False)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File everybody of a names file (CSV) instead.",
)
@click.option("--name", "name_", type=TEXT, help="The name of the person or firm.")
@click.option(
    "--line",
    "lines",
    type=TEXT,
    multiple=True,
    help="Of the address; may be given again.",
)
@click.option("--postcode", type=TEXT, help="Of the address.")
@click.option("--city", type=TEXT, help="Of the address.")
@click.option("--country", type=COUNTRY, help="By ISO 3166-1: DE.")
@click.option("--email", type=TEXT, help="An address to write to.")
@click.option("--phone", type=TEXT, help="A number to call.")
@click.option("--contact", type=TEXT, help="Whom at the firm an invoice is for.")
@click.option("--vat-id", type=TEXT, help="As invoices print it.")
@click.option("--buyer-reference", type=TEXT, help="To be quoted on an invoice.")
@click.option("--iban", type=TEXT, callback=_bank_name, help="The account to pay to.")
@click.option("--bic", type=TEXT, callback=_bank_name, help="The bank of it.")
@click.option(
    "--identity-paper",
    "identity_papers",
    type=TEXT,
    multiple=True,
    help="A paper that was shown; may be given again.",
)
@click.option(
    "--beneficial-owner",
    "beneficial_owners",
    type=TEXT,
    multiple=True,
    help="Who owns or controls a firm; may be given again.",
)
@click.option(
    "--tax-number",
    "tax_numbers",
    type=TEXT,
    multiple=True,
    help="Of a tax office; may be given again.",
)
@click.pass_obj
def file(
    ledger: LedgerSession,
    /,
    *,
    name: ClientId | None,
    source: Path | None,
    **given: Any,
) -> None:
    """File who CLIENT is in the vault; what is not given stays as it is on file.

    Nothing of it enters the log. The vault is made where there is none yet.

    Example: lotledger client file C-1042 --name "Ada Byron" --email ada@example.org
    """
    options = {word: each for word, each in given.items() if each not in (None, ())}
    if (name is None) == (source is None):
        raise click.UsageError("Name one CLIENT, or everybody with --from FILE.")
    house = ledger.house()
    if source is not None:
        if options:
            raise click.UsageError("With --from FILE the file says everything.")
        sentence = _file_all(house, source)
    else:
        assert name is not None
        house.client(name)
        sentence = file_one(house, name, options)
    click.echo(sentence)


def file_one(house: House, client: ClientId, given: dict[str, Any]) -> str:
    """File who a client, or a user, is; what is not given stays as it is on file."""
    from ledger.house.vaults import open_vault_of
    from ledger.value import replace
    from ledger.vault.people import Person, file_people, person

    if "name_" in given:
        given["name"] = given.pop("name_")
    _make_vault_if_need_be(house)
    with open_vault_of(house, passphrase) as vault:
        before = person(vault, client)
        if before is None and "name" not in given:
            raise click.UsageError(
                f"Nothing is on file of {client} yet. Give their name with --name."
            )
        after = (
            Person(client=client, **given)
            if before is None
            else replace(before, **given)
        )
        file_people(vault, [after])
    return f"{client} is on file in the vault; nothing of it is in the log."


def _file_all(house: House, source: Path) -> str:
    from ledger.files.names_file import read_names
    from ledger.house.vaults import open_vault_of
    from ledger.value import fields, replace
    from ledger.vault.people import Person, file_people, people
    from presenters.words import counted

    names = read_names(source)
    for client in names:
        house.client(client)
    _make_vault_if_need_be(house)
    with open_vault_of(house, passphrase) as vault:
        known, filed = people(vault, names), list[Person]()
        for client, read in names.items():
            given = {part.name: getattr(read, part.name) for part in fields(read)}
            before = known.get(client)
            filed.append(replace(before, **given) if before else Person(**given))
        file_people(vault, filed)
    return f"{source}: {counted(len(filed), 'client')} on file in the vault."


def _make_vault_if_need_be(house: House) -> None:
    from ledger.house.vaults import make_vault_of, vault_file_of
    from presenters.vault import VaultShape, made_sentence

    if vault_file_of(house) is None:
        made = str(make_vault_of(house, None))
        shape = VaultShape(ledger=house.ledger_id(), file=made, passphrase=False)
        click.echo(made_sentence(shape), err=True)


@click.command()
@click.argument("name", type=CLIENT, metavar="CLIENT")
@prints_json("presenters.person:ClientPersonShape")
@looking
@click.pass_obj
def person(
    ledger: LedgerSession, name: ClientId, *, as_json: bool, by: Attribution
) -> None:
    """Show who CLIENT is, from the vault.

    That you looked is recorded first; where it cannot be, the person is left out.

    Example: lotledger client person C-1042
    """
    from presenters.person import ClientPersonShape, person_facts, person_shape

    house = ledger.house()
    house.client(name)
    known = looked_up(house, name, "client", by)
    shown = None if known is None else person_shape(known)
    if as_json:
        print_json(ClientPersonShape(client=name, on_file=shown))
    elif shown is None:
        click.echo(f"Nothing is on file of {name}, or it is not shown here.")
    else:
        print_facts([("client", name), *person_facts(shown)])


def kept_fields(house: House, client: ClientId) -> tuple[str, ...] | None:
    """Return what is on file of a client, by its fields and not what is in them.

    None where there is no vault, or none that opens without anybody being asked.
    """
    from ledger.refusals import KeysNotKept, VaultClosed
    from ledger.vault.glance import is_on_file
    from ledger.vault.secrets import VAULT_NAME

    folder = house.published.folder
    if folder is None or not house.keys_at_hand.has_vault():
        return None
    try:
        if not is_on_file(folder.path / VAULT_NAME, client):
            return ()
        from ledger.house.vaults import open_vault_of
        from ledger.vault.people import filled_in, person

        with open_vault_of(house, unasked_passphrase) as vault:
            known = person(vault, client)
    except (VaultClosed, KeysNotKept):
        return None
    return () if known is None else filled_in(known)


def looked_up(
    house: House, client: ClientId, purpose: str, by: Attribution
) -> Person | None:
    """Return who a client or a user is, once it is on record who looked, else None."""
    from ledger.events.looks import LookKind
    from ledger.house.vaults import open_vault_of, vault_file_of
    from ledger.refusals import LookNotRecorded
    from ledger.vault.people import on_file, person

    if vault_file_of(house) is None:
        return None
    with open_vault_of(house, passphrase) as vault:
        if not on_file(vault, [client]):
            return None
        try:
            house.look(LookKind.PERSON, [client], purpose, by)
        except LookNotRecorded as no:
            click.echo(f"{no} The person is left out.", err=True)
            return None
        return person(vault, client)
