"""Let an authority put a time to a checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from commands.audit.foreign_file import FILE
from commands.errors import Refused
from commands.output import prints_json
from commands.params import TEXT
from commands.session import LedgerSession
from commands.written_file import write_file

if TYPE_CHECKING:
    from ledger.house import House
    from ledger.proof.note import SignedNote
    from ledger.proof.timestamp import StampedTime


@click.command()
@click.option(
    "--url",
    envvar="LOTLEDGER_TIMESTAMP_URL",
    type=TEXT,
    metavar="URL",
    help="Where the authority is asked.  [default: LOTLEDGER_TIMESTAMP_URL]",
)
@click.option(
    "--trusted",
    envvar="LOTLEDGER_TIMESTAMP_TRUSTED",
    type=FILE,
    metavar="FILE",
    help="The authority's certificates in PEM, its root among them.  [default: "
    "LOTLEDGER_TIMESTAMP_TRUSTED]",
)
@click.option(
    "--authority",
    type=TEXT,
    metavar="NAME",
    help="Under which the timestamp is kept.  [default: the host in the URL]",
)
@click.option(
    "--size",
    type=click.IntRange(min=1),
    metavar="SIZE",
    help="The checkpoint of so many entries.  [default: of the ledger as it stands]",
)
@click.option(
    "--request",
    "request_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the request to a file, and ask nobody.",
)
@click.option(
    "--reply",
    "reply_file",
    type=FILE,
    metavar="FILE",
    help="Take the authority's answer from a file.",
)
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write what was stamped and the answer there as well.",
)
@prints_json("presenters.proofs:StampShape")
@click.pass_obj
def timestamp(
    ledger: LedgerSession,
    *,
    url: str | None,
    trusted: Path | None,
    authority: str | None,
    size: int | None,
    request_file: Path | None,
    reply_file: Path | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Ask an authority when a checkpoint was there at the latest, and keep its word.

    The authority (RFC 3161) is told a hash, and nothing of the ledger. Its answer is
    verified before it is kept, and proves that what the checkpoint is over was recorded
    before: not that it was recorded at once. It is asked over HTTP, or by file: write
    the request with --request, and give the answer with --reply. openssl ts -verify
    reads what --out writes.

    Example: lotledger audit timestamp --url https://tsa.example/ --trusted root.pem
    """
    from ledger.house.proofs import checkpoint_to_stamp
    from ledger.proof.timestamp import stamped_bytes, timestamp_request
    from presenters.proofs import stamp_shape, stamp_words
    from presenters.shape import to_json

    house = ledger.house()
    note = checkpoint_to_stamp(house, size)
    request = timestamp_request(stamped_bytes(note))
    if request_file is not None:
        write_file(request_file, request)
        click.echo(_asking_words(note, request_file), err=as_json)
        return
    name = _name(authority, url)
    reply = _reply(url, reply_file, request)
    shape = stamp_shape(note, name, _kept(house, note, name, reply, trusted))
    if folder is not None:
        _write(folder, note, reply, name)
    click.echo(to_json(shape) if as_json else stamp_words(shape))


def _name(authority: str | None, url: str | None) -> str:
    """Return under which name a timestamp is kept."""
    name = authority or urlsplit(url or "").hostname
    if name is None:
        slip = "Say whose timestamp it is."
        raise click.BadParameter(slip, param_hint="'--authority'")
    return name


def _asking_words(note: SignedNote, request: Path) -> str:
    from ledger.proof.checkpoint import parse_checkpoint
    from presenters.proofs import entries

    size = parse_checkpoint(note.text).size
    return (
        f"{request} asks for a timestamp of the checkpoint of {entries(size)}. Give "
        f"the answer with: lotledger audit timestamp --size {size} --reply FILE"
    )


def _reply(url: str | None, file: Path | None, request: bytes) -> bytes:
    """Return the authority's answer, from a file or over HTTP."""
    from commands.audit.authority import asked_authority
    from ledger.files.contents import contents

    if file is not None:
        return contents(str(file), expected="an authority's answer")
    if url is None:
        slip = "Say where the authority is asked, or give its answer with --reply."
        raise click.BadParameter(slip, param_hint="'--url'")
    return asked_authority(url, request)


def _kept(
    house: House, note: SignedNote, name: str, reply: bytes, trusted: Path | None
) -> StampedTime:
    """Keep an answer that is verified; raises Refused for any other."""
    from ledger.files.contents import contents
    from ledger.house.proofs import keep_stamp
    from ledger.proof.timestamp import TimestampInvalid, read_trust

    if trusted is None:
        slip = "Name the certificates of the authority: none is trusted without."
        raise click.BadParameter(slip, param_hint="'--trusted'")
    pem = contents(str(trusted), expected="certificates in PEM")
    try:
        return keep_stamp(house, note, name, reply, read_trust(pem))
    except TimestampInvalid as no:
        remedy = "Nothing was recorded; see to the authority and its certificates."
        raise Refused("Refused (no-timestamp)", f"{no} {remedy}") from no


def _write(folder: Path, note: SignedNote, reply: bytes, name: str) -> None:
    from ledger.proof.checkpoint import parse_checkpoint
    from ledger.proof.timestamp import stamped_bytes

    size = parse_checkpoint(note.text).size
    folder.mkdir(parents=True, exist_ok=True)
    write_file(folder / f"checkpoint-{size}", stamped_bytes(note))
    write_file(folder / f"checkpoint-{size}.{name}.tsr", reply)
