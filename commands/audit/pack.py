"""Put evidence into a pack that a stranger verifies."""

from __future__ import annotations

from pathlib import Path

import click

from commands.output import print_json, prints_json, progress
from commands.params import TEXT
from commands.print_options import locale_option
from commands.session import LedgerSession
from commands.written_file import write_file


@click.command()
@click.argument("name", type=TEXT, metavar="SALE[/LOT]|INVOICE|CLIENT")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE.zip",
    help="The pack to write.",
)
@locale_option
@prints_json("presenters.pack.words:PackShape")
@click.pass_obj
def pack(
    ledger: LedgerSession, name: str, *, out: Path, locale: str, as_json: bool
) -> None:
    """Put all that is on record of NAME into a ZIP file, with proofs.

    It holds the entries, a proof of each, the history as a page and as PDF, a census
    that shows that nothing was left out, and a verifier in one file of Python, which
    needs nothing of lotledger. Whoever gets it needs the verifier key of this ledger
    from somewhere else: see it with lotledger key show. It tells maximums, and is for
    whoever may read them.

    Example: lotledger audit pack HERITAGE-2025-12/50061 --out lot-50061.zip
    """
    from presenters.pack.archive import archive
    from presenters.pack.building import pack_files
    from presenters.pack.subject import pack_of, pack_subject
    from presenters.pack.words import pack_shape, pack_words
    from projections.mentions import mentioned_as
    from projections.reports.wording import UnknownLocale

    house = ledger.house()
    with progress("reading") as advance, ledger.views().asked(advance) as db:
        mentioned = mentioned_as(db, name)
    subject, concerned = pack_subject(house, name, mentioned, locale)
    with progress("proving") as advance:
        try:
            contents, basis = pack_of(house, subject, concerned, advance)
        except UnknownLocale as no:
            raise click.BadParameter(str(no), param_hint="'--locale'") from no
        files = pack_files(contents)
    write_file(out, content := archive(files))
    shape = pack_shape(str(out), content, contents, basis)
    if as_json:
        print_json(shape)
    else:
        click.echo(pack_words(shape))
