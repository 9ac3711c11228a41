"""Checkpoints: how many entries a log had, and the root over them.

The text is that of c2sp.org/tlog-checkpoint@v1.0.0. There is no time in it, and nothing
else that the log itself does not say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.proof.base64_text import NoteInvalid, decoded, encoded
from ledger.proof.tree import EMPTY_ROOT, HASH_BYTES

SIZE_MAX = 2**63 - 1

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_LINES_MIN = 3


class OtherEmptyRoot(NoteInvalid):
    """A checkpoint over no entries has the root of some."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log was: its origin, its size, and the root of its tree."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()
    """What other logs add; ours add nothing, as nobody could verify it."""

    @property
    def text(self) -> str:
        """Return the text that is signed."""
        lines = (self.origin, str(self.size), encoded(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint; raises NoteInvalid."""
    lines = text.split("\n")
    if lines.pop() or len(lines) < _LINES_MIN or not all(lines):
        raise NoteInvalid(
            "A checkpoint is an origin, a size and a root, each in a line of its own "
            "with a newline at its end; no line is empty."
        )
    origin, size, root, *extensions = lines
    if _SIZE.fullmatch(size) is None or int(size) > SIZE_MAX:
        raise NoteInvalid(f"The size of a checkpoint is a number, and not {size!r}.")
    checkpoint = Checkpoint(origin, int(size), decoded(root), tuple(extensions))
    if len(checkpoint.root) != HASH_BYTES:
        raise NoteInvalid(
            f"A root has {HASH_BYTES} bytes, and the one of the checkpoint "
            f"{len(checkpoint.root)}."
        )
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise OtherEmptyRoot("The checkpoint has another root than that of no entries.")
    return checkpoint
