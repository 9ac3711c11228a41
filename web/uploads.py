"""Files that come with a request, as the readers of files take them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, TypeVar

from msgspec import Meta

from ledger.files.problems import Faulty
from web.misread import exactly
from web.operation import Said
from web.problem import HttpProblem
from web.remedies import with_fields

T = TypeVar("T")


class FileBody(Said, frozen=True, kw_only=True):
    """A file, as it is on the sender's machine."""

    name: Annotated[
        str,
        exactly("[A-Za-z0-9][A-Za-z0-9._-]{0,79}", "the name of a file, like lots.csv"),
    ]
    """Its name, which stands in what is said of it: ``catalogue.csv``."""
    content: Annotated[bytes, Meta(max_length=10**6)]
    """Its bytes, in Base 64."""


class ListBody(FileBody, frozen=True, kw_only=True):
    """A list that is entered: all of it, or nothing."""

    dry_run: bool = False
    """Check it against the ledger as if it were entered, and record nothing."""


def read_upload(body: FileBody, read: Callable[[Path], T]) -> T:
    """Read a file that came with a request; raises HttpProblem with all its mistakes.

    It is nowhere any more afterwards.
    """
    with TemporaryDirectory() as folder:
        place = Path(folder) / body.name
        with place.open("xb") as written:
            written.write(body.content)
        try:
            return read(place)
        except Faulty as faulty:
            words = "\n".join(map(with_fields, faulty.sentences))
            words = words.replace(f"{folder}/", "")
            raise HttpProblem(422, faulty.code, "A faulty file", words) from faulty
