"""Print how the record is kept, from what the ledger itself says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.output import prints_json, progress
from commands.print_options import out_option
from commands.session import LedgerSession

if TYPE_CHECKING:
    from presenters.procedures.shape import ProceduresShape

FORMATS = ("text", "html", "pdf", "json")


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="The format to write.",
)
@prints_json("presenters.procedures.shape:ProceduresShape")
@out_option
@click.option(
    "--lang",
    type=click.Choice(["en", "de"]),
    default="en",
    show_default=True,
    help="The language: English, or German for a tax inspector.",
)
@click.pass_obj
def procedures(
    ledger: LedgerSession, *, form: str, as_json: bool, out: Path | None, lang: str
) -> None:
    """Print how the record is kept, from this very ledger.

    It is the document that auditors and tax inspectors ask for, in German a
    Verfahrensdokumentation: whose times count, who recorded and how that is known, by
    which rules and programs, how the file is guarded, signed and witnessed, how long it
    is kept, and what is not protected. What a ledger cannot know is left blank, for the
    house to complete and sign. The same ledger gives the same bytes.

    Example: lotledger audit procedures --lang de --format pdf --out procedures.pdf
    """
    from commands.report.output import refuse_binary_output, write_files
    from presenters.procedures.gather import procedures_shape

    form = "json" if as_json else form
    refuse_binary_output(form, out)
    with progress("reading") as advance:
        kept = procedures_shape(ledger.house(), advance)
    content = _written(kept, form, lang)
    write_files([content], out, name="procedures", form=form)


def _written(kept: ProceduresShape, form: str, lang: str) -> bytes:
    """Write how a ledger is kept in a format and a language."""
    from presenters.procedures.chapters import procedures_document
    from presenters.shape import to_json

    if form == "json":
        return f"{to_json(kept)}\n".encode()
    document = procedures_document(kept, lang)
    if form == "html":
        from presenters.procedures.html import html

        return html(document)
    if form == "pdf":
        from presenters.procedures.pdf import pdf

        return pdf(document, kept.made.last_at)
    from presenters.procedures.plain import plain

    return plain(document)
