"""Put evidence into a pack that a stranger verifies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.output import print_json, prints_json, progress
from commands.params import TEXT
from commands.print_options import locale_option
from commands.session import LedgerSession
from commands.written_file import write_file

if TYPE_CHECKING:
    from presenters.pack.building import PackSubject
    from presenters.pack.gathering import Concerned
    from projections.reports.model import Heading


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
    from presenters.pack.gathering import gather
    from presenters.pack.words import pack_shape, pack_words
    from projections.reports.wording import UnknownLocale

    subject, concerned = _subject(ledger, name, locale)
    with progress("proving") as advance:
        try:
            contents, basis = gather(
                ledger.house(),
                subject,
                concerned,
                lambda size: _heading(ledger, subject, size, concerned.zone),
                advance,
            )
        except UnknownLocale as no:
            raise click.BadParameter(str(no), param_hint="'--locale'") from no
        files = pack_files(contents)
    write_file(out, content := archive(files))
    shape = pack_shape(str(out), content, contents, basis)
    if as_json:
        print_json(shape)
    else:
        click.echo(pack_words(shape))


def _subject(
    ledger: LedgerSession, name: str, locale: str
) -> tuple[PackSubject, Concerned]:
    """Return what a pack is of, and what concerns it; raises UnknownName, NoPackOf."""
    from ledger.refusals import NoPackOf, UnknownName
    from presenters.pack.building import PackSubject
    from presenters.pack.gathering import Concerned
    from projections.mentions import own_lots, positions_of, subject_named

    house = ledger.house()
    with progress("reading") as advance, ledger.views().asked(advance) as db:
        subject = subject_named(db, name)
        if subject is None:
            raise UnknownName(name=name)
        kind = subject.kind.value
        if house.streams(f"invoice:{subject.name}"):
            kind = "invoice"
        if kind not in ("lot", "sale", "invoice", "client"):
            raise NoPackOf(name=subject.name, kind=kind)
        positions, own = positions_of(db, subject), own_lots(db)
    sales = house.sale_names()
    if kind in ("lot", "sale"):
        sales = [sale for sale in sales if sale == subject.name.partition("/")[0]]
    zone = house.sale(sales[0]).terms.zone if sales else "UTC"
    concerned = Concerned(positions=positions, own_lots=own, zone=zone, locale=locale)
    return PackSubject(kind, subject.name), concerned


def _heading(
    ledger: LedgerSession, subject: PackSubject, size: int, zone: str
) -> Heading:
    """Head the paper of a pack; it is dated by the last entry that it may tell of."""
    from commands.report.output import scope_of
    from ledger.version import VERSION
    from projections.reports.model import Heading

    records = ledger.house().as_of(size)
    scope = scope_of(
        records, None, None, printed_by=f"lotledger {VERSION}", printed_at=None
    )
    return Heading(
        report="pack-history",
        title=f"History of {subject.kind} {subject.name}",
        house=scope.house,
        as_of=scope.as_of,
        position=size,
        ledger=scope.ledger,
        timing=scope.timing,
        printed_by=scope.printed_by,
        printed_at=scope.as_of,
        zone=zone,
    )
