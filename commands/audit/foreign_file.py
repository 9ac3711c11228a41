"""Read what came from others: checkpoints, proofs, keys; say what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from commands.errors import Refused
from commands.params import TEXT

if TYPE_CHECKING:
    from ledger.proof.note_keys import VerifierKey

T = TypeVar("T")


class ForeignFileType(click.ParamType[Path]):
    """A file that is read, and never written."""

    name = "file"

    def convert(self, value: Any, param: Any, ctx: Any) -> Path:
        """Take it as a path; whoever reads it says what is wrong with it."""
        return Path(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer files."""
        return [CompletionItem(incomplete, type="file")]


FILE = ForeignFileType()
witness_option = click.option(
    "--witness",
    "witnesses",
    type=TEXT,
    multiple=True,
    metavar="VKEY|FILE",
    help="A witness's verifier key, or a file of them; known from then on.",
)


def read_foreign(file: Path, expected: str, parse: Callable[[bytes], T]) -> T:
    """Read a file; raises Refused, which names it, for what is not expected there."""
    from ledger.files.contents import contents
    from ledger.proof.base64_text import NoteInvalid

    content = contents(str(file), expected=expected)
    try:
        return parse(content)
    except NoteInvalid as no:
        remedy = "Nothing of it was taken; ask for it again where it came from."
        raise Refused("Refused (faulty-file)", f"{file}: {no} {remedy}") from no


def read_keys(
    values: Iterable[str], option: str, *, witness: bool
) -> list[VerifierKey]:
    """Read verifier keys: each as it is written, or a file with one in each line.

    Raises BadParameter for what is none, or none of its kind.
    """
    keys = [key for value in values for key in _keys_in(value, option)]
    kind, whose = _kind(witness=witness)
    if any(key.kind != kind for key in keys):
        slip = f"It is no verifier key of {whose}."
        raise click.BadParameter(slip, param_hint=f"'{option}'")
    return keys


def _kind(*, witness: bool) -> tuple[int, str]:
    from ledger.proof.note_keys import COSIGNATURE, ED25519

    return (COSIGNATURE, "a witness") if witness else (ED25519, "a log")


def _keys_in(value: str, option: str) -> list[VerifierKey]:
    from ledger.proof.base64_text import NoteInvalid
    from ledger.proof.note_keys import parse_verifier_key

    lines = [value]
    if "+" not in value or Path(value).is_file():
        lines = read_foreign(Path(value), "verifier keys", _lines)
    try:
        return list(map(parse_verifier_key, lines))
    except NoteInvalid as no:
        raise click.BadParameter(str(no), param_hint=f"'{option}'") from no


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "replace").splitlines()
