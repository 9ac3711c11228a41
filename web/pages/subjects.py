"""Pages of a client and of a person: what they are in, and every entry that says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta

from ledger.identity import ClientId
from ledger.refusals import UnknownName
from ledger.roles import Sight
from ledger.users import User
from presenters.client import ClientShape
from presenters.users import user_shape
from projections.mentions import Subject, SubjectKind
from projections.mentions.people import actors, acts_of
from web.caller import Caller
from web.operation import LogPageQuery
from web.operations.bidders import client_at, positions_of_client
from web.operations.history import FilterText
from web.page import Filled, shows
from web.pages.history import page_of, told_of
from web.reading import LedgerReading

MOST_PEOPLE = 200
"""So many names are listed; whoever is not among them is found by name."""


class ClientPageQuery(LogPageQuery, frozen=True, kw_only=True):
    """Which of the entries that touch a client are told."""

    filter: FilterText | None = None
    """Only entries that every term fits: ``kind:bid-refused paddle:1042``."""


class PeopleQuery(LogPageQuery, frozen=True, kw_only=True):
    """Who is looked at, and which of their entries are told."""

    name: Annotated[str, Meta(max_length=200)] | None = None
    """A person, by the name that they act under; else everybody is listed."""
    filter: FilterText | None = None
    """Only entries that every term fits: ``kind:looked``."""


def client_page(
    reading: LedgerReading, caller: Caller, client: ClientId, query: ClientPageQuery
) -> Filled:
    """Show everything that a client is in, sale by sale, and the entries of it."""
    reading.records.client(client)
    with reading.at_present_moment() as moment:
        positions = positions_of_client(moment, client)
        history = None
        if Sight.LOG in caller.sights:
            history = page_of(moment, query, client, query.filter)
    filled = _places_of(client_at(moment.records, client, positions))
    if history is None:
        return filled
    return {**filled, **told_of(reading, query, history)}


def _places_of(shape: ClientShape) -> Filled:
    sales = dict.fromkeys(place.sale for place in shape.places)
    return {
        "client": shape,
        "sales": {
            sale: [place for place in shape.places if place.sale == sale]
            for sale in sales
        },
    }


def people_page(reading: LedgerReading, query: PeopleQuery) -> Filled:
    """Show what a person recorded, looked at and approved; or who recorded anything."""
    if query.name is None:
        with reading.at_present_moment() as (db, records):
            listed = actors(db, upto=records.upto, limit=MOST_PEOPLE + 1)
        return {
            "people": listed[:MOST_PEOPLE],
            "goes_on": len(listed) > MOST_PEOPLE,
            "subject": None,
        }
    users = reading.records.users().users.values()
    try:
        with reading.at_present_moment() as moment:
            history = page_of(moment, query, query.name, query.filter)
            person = history.subject
            assert person is not None, "a name is that of something"
            acts = acts_of(moment.db, person, upto=moment.records.upto)
    except UnknownName:
        return _with_nothing_recorded(users, query.name)
    if person.kind is not SubjectKind.PERSON:
        raise UnknownName(name=query.name)
    known = [user_shape(user) for user in users if user.id in person.spellings]
    filled = told_of(reading, query, history)
    return {**filled, "acts": acts, "user": known[0] if known else None}


def _with_nothing_recorded(users: Iterable[User], name: str) -> Filled:
    """Return what there is of a user whom no entry names; raises UnknownName."""
    for user in users:
        if user.id == name:
            subject = Subject(SubjectKind.PERSON, name, (name,))
            return {"subject": subject, "user": user_shape(user), "acts": None}
    raise UnknownName(name=name)


PAGES = (
    shows("/clients/{client}", Sight.CLIENTS, client_page, "client.html"),
    shows("/people", Sight.LOG, people_page, "people.html"),
)
