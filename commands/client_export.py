"""Hand a client everything that is kept of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.attribution import looking
from commands.client_person import kept_fields, looked_up
from commands.keeping import passphrase
from commands.output import prints_json, progress
from commands.params import CLIENT
from commands.session import LedgerSession
from commands.written_file import write_file
from ledger.identity import ClientId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house import House
    from presenters.client import ClientShape


@click.command()
@click.argument("name", type=CLIENT, metavar="CLIENT")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it to a file.",
)
@prints_json("presenters.person:ClientExportShape")
@looking
@click.pass_obj
def export(
    ledger: LedgerSession,
    name: ClientId,
    *,
    out: Path | None,
    as_json: bool,
    by: Attribution,
) -> None:
    """Write out everything that is kept of CLIENT as JSON: vault and log.

    That you looked is recorded first; where it cannot be, the person is left out.

    Example: lotledger client export C-1042 --out C-1042.json
    """
    from presenters.person import ClientExportShape, person_shape
    from presenters.shape import to_json

    house = ledger.house()
    record = _record_of(ledger, house, name)
    known = looked_up(house, name, "export", by)
    shown = None if known is None else person_shape(known)
    whole = ClientExportShape(
        client=name,
        on_file=shown,
        e_invoices=_e_invoices(house, name, by),
        record=record,
    )
    text = to_json(whole)
    if out is None:
        click.echo(text)
        return
    written = write_file(out, f"{text}\n".encode())
    click.echo(f"{written}: everything that is kept of {name}.")


def _record_of(ledger: LedgerSession, house: House, name: ClientId) -> ClientShape:
    """Return what the log says of a client, and where it names them."""
    from presenters.client import client_shape
    from presenters.client_places import client_places
    from projections.mentions import Subject, SubjectKind, positions_of

    followed = house.client_followed(name)
    with progress("reading") as advance, ledger.views().asked(advance) as db:
        positions: Sequence[int] = positions_of(db, Subject(SubjectKind.CLIENT, name))
    return client_shape(
        followed[-1].after,
        client_places(house, house.entries_at(positions), name),
        house.funds(name),
        [entry for entry, _ in followed],
        kept_fields=kept_fields(house, name),
    )


def _e_invoices(
    house: House, client: ClientId, by: Attribution
) -> dict[str, str] | None:
    """Return the e-invoices of a client as issued, once it is on record who looked."""
    from ledger.events.looks import LookKind
    from ledger.house.vaults import open_vault_of, vault_file_of
    from ledger.refusals import LookNotRecorded
    from ledger.vault.papers import papers_of

    if vault_file_of(house) is None:
        return {}
    with open_vault_of(house, passphrase) as vault:
        kept = papers_of(vault, client)
    try:
        if kept:
            house.look(LookKind.PERSON, [client], "export", by)
    except LookNotRecorded as no:
        click.echo(f"{no} The e-invoices are left out.", err=True)
        return None
    return {name: text.decode() for name, text in kept.items()}
