"""The witness protocol: other logs are cosigned, and whoever looks sees what was.

It is c2sp.org/tlog-witness, v1.0.0 of 31 March 2026 and its later notes. Whoever asks
needs no token: what is asked proves itself. A log is known from the first time, which
is by file: its key comes by another way.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.damage import LedgerDamaged
from ledger.house import House
from ledger.house.proofs import cosigned_after, newest_checkpoint
from ledger.keys.witness_folder import WitnessFolder
from ledger.keys.witnessing import Declined, cosign
from ledger.proof.base64_text import NoteInvalid
from ledger.proof.checkpoint import OtherEmptyRoot
from ledger.proof.consistency_file import parse_consistency
from ledger.proof.note import SignedNote
from ledger.proof.witness import OtherSize
from ledger.refusals import Refusal
from ledger.store.library_faults import STORE_FAULTS

ADD_CHECKPOINT = "/witness/add-checkpoint"
MONITORED = "/witness/{log}/checkpoint"
SIZE_TYPE = "text/x.tlog.size"
REQUEST_BYTES_MAX = 2**16
"""A request has 63 hashes at most, and a checkpoint with some signatures."""
FRESH = timedelta(hours=1)
"""So old may be what others cosigned of our log, before a newer one is shown."""
SHOWN = timedelta(minutes=1)
"""So long the same is shown: nobody makes us sign by asking often."""
_LOG = re.compile(r"[0-9a-f]{64}")

Clock = Callable[[], datetime]


class WitnessPages:
    """What a witness is asked, and what anybody may look at."""

    def __init__(self, house: House, folder: WitnessFolder, clock: Clock) -> None:
        self._house, self._folder, self._clock = house, folder, clock
        self._ours: tuple[SignedNote, datetime] | None = None
        """What is shown of our log, and until when."""

    def routes(self) -> list[Route]:
        """Return the addresses."""
        return [
            Route(ADD_CHECKPOINT, self.add_checkpoint, methods=["POST"]),
            Route(MONITORED, self.checkpoint, methods=["GET"]),
        ]

    async def add_checkpoint(self, request: Request) -> Response:
        """Cosign a checkpoint; answers with the line that was signed."""
        content = bytearray()
        async for chunk in request.stream():
            content += chunk
            if len(content) > REQUEST_BYTES_MAX:
                return _text(f"A request has {REQUEST_BYTES_MAX} bytes at most.", 413)
        return await _answered(partial(self._cosigned, bytes(content)))

    async def checkpoint(self, request: Request) -> Response:
        """Show the last checkpoint of a log with what was signed of it."""
        return await _answered(partial(self._shown, request.path_params["log"]))

    def _cosigned(self, content: bytes) -> Response:
        signing = self._folder.key()
        if signing is None:
            return _text("This service witnesses no log yet.", 404)
        at = int(self._clock().timestamp())
        try:
            asked = parse_consistency(content)
            with self._folder.turn():
                cosigned = cosign(
                    self._folder, signing, asked, at=at, keeps_doubts=False
                )
        except OtherEmptyRoot as fault:
            return _text(str(fault), 422)
        except NoteInvalid as fault:
            return _text(str(fault), 400)
        except Declined as no:
            if isinstance(no.why, OtherSize):
                size = {"content-type": SIZE_TYPE}
                return Response(f"{no.why.size}\n", 409, headers=size)
            return _text(str(no.why), no.why.status)
        return _text(cosigned.signature.line, 200)

    def _shown(self, log: str) -> Response:
        note = self._note(log) if _LOG.fullmatch(log) else None
        if note is None:
            words = "No log of this name is here: it is the SHA-256 of its origin."
            return _text(words, 404)
        return _text(note.data.decode(), 200)

    def _note(self, log: str) -> SignedNote | None:
        """Return the checkpoint of a log that we cosign, or of ours."""
        seen = self._folder.seen_by_hash(log)
        if seen is not None:
            return seen.last
        ours = self._our_note()
        origin = ours.text.partition("\n")[0]
        return ours if sha256(origin.encode()).hexdigest() == log else None

    def _our_note(self) -> SignedNote:
        """Return what others cosigned of our log of late, or else sign it as it is."""
        now = self._clock()
        if self._ours is None or self._ours[1] <= now:
            note = cosigned_after(self._house, now - FRESH)
            self._ours = (note or newest_checkpoint(self._house), now + SHOWN)
        return self._ours[0]


async def _answered(work: Callable[[], Response]) -> Response:
    try:
        return await asyncio.to_thread(work)
    except (Refusal, LedgerDamaged) as fault:
        return _text(str(fault), 503)
    except STORE_FAULTS:
        return _text("The ledger cannot be used now. Come back in a moment.", 503)


def _text(words: str, status: int) -> Response:
    lines = words.removesuffix("\n")
    return Response(f"{lines}\n", status, media_type="text/plain")
