"""The codec: it keeps events under names, as JSON, and reads them back exactly.

The stored bytes are the whole entry but its position: what is hashed and handed out is
this text, and it is never written anew. The event stands last, under ``body``. It is
read strictly, in the shape that it was written in, and then made an event of today.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, cast

from msgspec.json import Decoder

from ledger.damage import Damage, EntryDamaged
from ledger.entry import Attribution, Entry, StreamId
from ledger.events import NAMES, Event, PersonErased
from ledger.events.former import FORMER
from ledger.events.sealed import WITH_SEAL, Sealable, Sealed, WithSeal
from ledger.refusals import HalfCharacter
from ledger.store import json_text
from ledger.store.beginnings import Beginnings, LedgerId
from ledger.store.envelope import (
    BodyOnly,
    FormerWhole,
    Row,
    Whole,
    entry_of,
    whole_entry,
)
from ledger.store.leaves import Leaves
from ledger.store.opened import Opened
from ledger.value import replace

_NAME_OF: Mapping[type, str] = {shape: name for name, shape in NAMES.items()}
_FORMER_NAMES: Mapping[str, list[str]] = {
    name: [old for old in FORMER if old.partition("/")[0] == name.partition("/")[0]]
    for name in NAMES
}
_BODY = b',"body":'
_BODY_LENGTH = len(_BODY)


class _Form(NamedTuple):
    """The functions that read entries of one name, and write their events again."""

    decode: Callable[[bytes], Any]
    encode_into: Callable[[object, bytearray, int], None]
    is_former: bool


class Opener(Protocol):
    """Opens what is sealed, for the house alone."""

    def opened(self, event: WithSeal, *, stream: str, version: int) -> WithSeal:
        """Return an event with what was sealed in it."""

    def with_keys(self, event: WithSeal, *, stream: str, version: int) -> WithSeal:
        """Return an event whose maximum can be opened once it decides something."""

    def content(
        self, event: Sealable, *, stream: str, version: int
    ) -> tuple[Sealed, bytes] | None:
        """Return what was sealed in an event and its nonce; None: it was erased."""

    def forget(self, erased: Sequence[PersonErased]) -> None:
        """Forget the keys of clients: of some they are gone."""


class Codec:
    """Writes the events of one ledger as the texts that it stores, and reads them."""

    def __init__(
        self,
        ledger: Callable[[], LedgerId] | None = None,
        leaves: Leaves | None = None,
    ) -> None:
        self._ledger = ledger
        """The id of the ledger that it reads; None: it reads those of any."""
        self._leaves = leaves
        """The hashes that its texts were recorded under; None: they are not held
        against any."""
        self.opener: Opener | None = None
        """What opens the seals of its texts for the house; None: nothing is sealed."""
        self._body_forms: dict[str, _Form] = {}
        self._whole_forms: dict[str, _Form] = {}
        self._former_whole_forms: dict[str, _Form] = {}

    def write(
        self,
        event: Event,
        *,
        name: str,
        stream: StreamId,
        version: int,
        id_: str,
        ledger: str,
        by: Attribution,
        causation: str | None,
    ) -> bytes:
        """Write the entry of an event; moments are in UTC."""
        entry = whole_entry(
            event,
            name=name,
            stream=stream,
            version=version,
            id_=id_,
            ledger=ledger,
            by=by,
            causation=causation,
        )
        text = json_text.encoder(NAMES[name])(entry)
        # What does not fit its shape could be written, but never read again.
        if self._body_form(name, former=False).decode(text).body != event:
            raise ValueError(f"{event} would be read as another event")
        return text

    def stored_entries(self, rows: Sequence[Row]) -> list[Entry[Event]]:
        """Read rows of the log as everybody may read them.

        Raises LedgerDamaged where a row's columns and its text disagree, and for a text
        that is not word for word what would be written.
        """
        wholes = self._decoded(rows, self._whole_form)
        return [entry_of(row, whole) for row, whole in zip(rows, wholes, strict=True)]

    def stored_entry(self, row: Row) -> Entry[Event]:
        """Read one row of the log; raises LedgerDamaged as for many."""
        (entry,) = self.stored_entries((row,))
        return entry

    def stored_event(self, row: Row) -> Event:
        """Read the event of one row alone; raises LedgerDamaged as for many."""
        (entry,) = self._decoded((row,), self._body_form)
        event: Event = entry.body
        return event

    def opened_events(self, rows: Sequence[Row]) -> list[Opened[Event]]:
        """Open the events of rows, for the house; raises LedgerDamaged."""
        return self._events(rows, None if (by := self.opener) is None else by.opened)

    def followed_events(self, rows: Sequence[Row]) -> list[Opened[Event]]:
        """Open the events of rows for an aggregate; raises LedgerDamaged.

        The maximum of a bid is opened once something is decided by it.
        """
        by = self.opener
        return self._events(rows, None if by is None else by.with_keys)

    def forget(self, erased: Sequence[PersonErased]) -> None:
        """Forget what opens the bids of clients: some were erased."""
        if self.opener is not None:
            self.opener.forget(erased)

    def _events(self, rows: Sequence[Row], opened: _Open | None) -> list[Any]:
        events = [entry.body for entry in self._decoded(rows, self._body_form)]
        if opened is None:
            return events
        return [
            opened(event, stream=row[1], version=row[2])
            if isinstance(event, WITH_SEAL)
            else event
            for event, row in zip(events, rows, strict=True)
        ]

    def opened_entries(self, rows: Sequence[Row]) -> list[Opened[Entry[Event]]]:
        """Open rows whole, for the house; raises LedgerDamaged."""
        entries = self.stored_entries(rows)
        if (by := self.opener) is not None:
            entries = [
                replace(entry, event=by.opened(event, stream=row[1], version=row[2]))
                if isinstance(event := entry.event, WITH_SEAL)
                else entry
                for entry, row in zip(entries, rows, strict=True)
            ]
        return cast("list[Opened[Entry[Event]]]", entries)

    def _decoded(self, rows: Sequence[Row], form_of: _FormOf) -> list[Any]:
        ledger = None if self._ledger is None else self._ledger()
        entries = _decoded(rows, form_of, ledger)
        if self._leaves is not None:
            # Last: what can be told of a text in words is told so.
            self._leaves.must_match(rows)
        return entries

    def _body_form(self, name: str, *, former: bool) -> _Form:
        """Return how the events of one name are read, worked out at the first one."""
        if (form := self._body_forms.get(name)) is None:
            form = self._body_forms[name] = _new_form(BodyOnly, name)
        return form

    def _whole_form(self, name: str, *, former: bool) -> _Form:
        """Return how entries of one name are read whole, as for the event alone."""
        forms = self._former_whole_forms if former else self._whole_forms
        if (form := forms.get(name)) is None:
            form = forms[name] = _new_form(FormerWhole if former else Whole, name)
        return form


def _new_form(entry: Any, name: str) -> _Form:
    shape: type = NAMES.get(name) or FORMER[name]
    decoder: Decoder[Any] = json_text.decoder(entry[shape])
    return _Form(decoder.decode, json_text.encoder_into(shape), name in FORMER)


def name_of(event: Event) -> str:
    """Return the stable name an event is stored under."""
    return _NAME_OF[type(event)]


def names_of(kinds: Sequence[type]) -> frozenset[str]:
    """Return the stable names that kinds of events are and were stored under."""
    names = {_NAME_OF[kind] for kind in kinds}
    return frozenset(names.union(*(_FORMER_NAMES[name] for name in names)))


def unwritable(fault: Exception) -> HalfCharacter | None:
    """Return the refusal of a text that cannot be written; None for another fault."""
    return HalfCharacter() if isinstance(fault, UnicodeEncodeError) else None


class _Open(Protocol):
    def __call__(self, event: WithSeal, *, stream: str, version: int) -> WithSeal:
        """Return an event with what was sealed in it."""


class _FormOf(Protocol):
    def __call__(self, name: str, *, former: bool) -> _Form:
        """Return how entries of a name are read, in their shape of today or before."""


def _decoded(
    rows: Sequence[Row], form_of: _FormOf, ledger: LedgerId | None
) -> list[Any]:
    """Read the texts of rows, strictly: a stranger in the file is damage."""
    entries = []
    beginnings = Beginnings(ledger)
    last_form, written = None, bytearray(_BODY)
    for row in rows:
        _, _, _, name, state = row
        if (former := beginnings.is_former(row)) is None:
            raise beginnings.fault_of(row)
        if (name, former) != last_form:
            last_form = name, former
            try:
                decode, encode_into, is_former = form_of(name, former=former)
            except LookupError as fault:
                raise _unknown(row) from fault
        try:
            entry = decode(state)
        except json_text.FAULTS as fault:
            raise _unreadable(row, json_text.reason_of(fault)) from fault
        # The decoder passes over a field too many, and a null: only the text shows it.
        if is_whole := not isinstance(entry, BodyOnly):
            encode_into(entry, written, 0)
        else:
            encode_into(entry.body, written, _BODY_LENGTH)
            written += b"}"
        if not state.endswith(written):
            raise _unreadable(row, "it is not as it would be written")
        # To derive an id takes as long as to read an event. Whoever moved entries of a
        # history moved its last one, too.
        if (is_whole or row is rows[-1]) and not beginnings.has_id(row):
            raise beginnings.fault_of(row)
        if is_former:
            entry.body = entry.body.upcast()
        entries.append(entry)
    return entries


def _unreadable(row: Row, why: str) -> EntryDamaged:
    what = f"Position {row[0]}, a {row[3]} event, cannot be read: {why}"
    return EntryDamaged(row[0], Damage.TEXT, what)


def _unknown(row: Row) -> EntryDamaged:
    return EntryDamaged(
        row[0],
        Damage.SHAPE,
        f"Position {row[0]} holds a {row[3]!r} event, which this version of lotledger "
        "does not know",
        "Nothing was recorded; keep the ledger as it is, and upgrade lotledger.",
    )
