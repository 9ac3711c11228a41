"""Packs: what is on record of a subject, with proofs, for whoever trusts nobody."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ledger.events import LookKind
from ledger.house import House, looks
from ledger.house.command import Command
from presenters.pack.archive import archive
from presenters.pack.building import PackSubject, pack_files
from presenters.pack.gathering import Concerned
from presenters.pack.subject import pack_of, pack_subject
from projections.mentions import mentioned_as
from projections.reports.wording import UnknownLocale, Wording
from web.caller import Caller
from web.fields import Words
from web.files import FileAnswer
from web.operation import BASE, Said, does
from web.problem import HttpProblem
from web.reading import LedgerReading


class PackBody(Said, frozen=True, kw_only=True):
    """What a pack is of, and what it is for."""

    subject: Annotated[str, Meta(min_length=1, max_length=60)]
    """A sale, a lot, an invoice or a client, by its name."""
    purpose: Words
    """What for: it is recorded before anything is handed out."""
    locale: Annotated[str, Meta(min_length=1, max_length=20)] = "en_US"
    """The language of its paper, such as de_DE."""


def hand_out_pack(reading: LedgerReading, caller: Caller, body: PackBody) -> Command:
    """Put all that is on record of a subject into a ZIP file, with proofs.

    It is recorded who takes it out, and what for.
    """
    caller.must_be_shown(LookKind.RECORD)
    subject, _ = _subject(reading, body)
    return looks.look(
        LookKind.RECORD,
        [f"{BASE}/packs?subject={subject.name}"],
        purpose=body.purpose,
        viewer=caller.actor,
        session=caller.session,
        at=reading.at,
    )


def pack_that_is_handed_out(
    house: House, reading: LedgerReading, body: PackBody
) -> FileAnswer:
    """Return the pack, as of what is recorded by now: the look is in the log before."""
    subject, concerned = _subject(reading, body)
    contents, _ = pack_of(house, subject, concerned, lambda _done, _of: None)
    name = f"{subject.kind}-{subject.name.replace('/', '-')}.zip"
    return FileAnswer(name=name, form="zip", content=archive(pack_files(contents)))


def _subject(reading: LedgerReading, body: PackBody) -> tuple[PackSubject, Concerned]:
    """Return what a pack is of; raises HttpProblem where no paper can be written."""
    try:
        Wording.of(body.locale, "UTC")
    except UnknownLocale as no:
        raise HttpProblem(422, "unknown-locale", "Unknown locale", str(no)) from no
    with reading.views() as db:
        mentioned = mentioned_as(db, body.subject)
    return pack_subject(reading.house, body.subject, mentioned, body.locale)


OPERATIONS = (
    does(
        "/packs",
        "look",
        hand_out_pack,
        pack_that_is_handed_out,
        forms=("zip",),
    ),
)
