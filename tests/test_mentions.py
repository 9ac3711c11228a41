"""Which events touch which things: the index of the log, and the words for each."""

from __future__ import annotations

from random import Random
from typing import get_args

import pytest

from ledger.events import (
    AccountEvent,
    BankEvent,
    ClientEvent,
    ConsignmentEvent,
    CreditNoteIssued,
    DisputeEvent,
    Event,
    FundsEvent,
    HoldEvent,
    HouseBidPlaced,
    InvoiceEvent,
    LedgerEvent,
    Looked,
    LotEvent,
    NumberDrawn,
    OwnTaxEvent,
    PeriodEvent,
    Ruling,
    SaleEvent,
    SeriesBroughtForward,
    TaxRatesSet,
    UserEvent,
)
from ledger.house import disputes
from ledger.identity import HOUSE, Paddle
from ledger.value import replace
from presenters.account_sentences import (
    account_sentence,
    consignment_sentence,
    document_sentence,
    invoice_sentence,
)
from presenters.audit import audit_lines
from presenters.audit_filter import NotAFilter, read_filter
from presenters.event_sentences import sentence
from presenters.funds_sentences import bank_sentence, funds_sentence
from presenters.house_sentences import (
    client_sentence,
    dispute_sentence,
    ledger_sentence,
    look_sentence,
    period_sentence,
    sale_sentence,
)
from presenters.intake_sentences import hold_sentence
from presenters.own_tax import own_tax_sentence
from presenters.user_sentences import user_sentence
from projections.meetings import Meeting, meetings
from projections.mentions import (
    MENTIONS,
    OwnLot,
    history_named,
    number_touching,
    own_lots,
    positions_of,
    subject_named,
    touched,
)
from projections.past_views import views_of_past
from projections.views import Views
from tests.disputed import opened
from tests.random_values import made_up
from tests.sale_of_tests import (
    SALE,
    all_entries,
    by,
    entry,
    lot,
    new_house,
    place,
)
from tests.settled_sale import CONSIGNOR, hammered, settle, settled_by
from tests.story import USD, clock

pytestmark = pytest.mark.slow

SENTENCES = {
    LedgerEvent: lambda event: ledger_sentence(event, "UTC"),
    PeriodEvent: period_sentence,
    SaleEvent: lambda event: sale_sentence(event, USD),
    LotEvent: lambda event: sentence(event, USD, "UTC"),
    ClientEvent: client_sentence,
    DisputeEvent: dispute_sentence,
    HoldEvent: hold_sentence,
    AccountEvent: lambda event: account_sentence(event, USD),
    InvoiceEvent: lambda event: invoice_sentence(event, USD),
    ConsignmentEvent: lambda event: consignment_sentence(event, USD),
    FundsEvent: lambda event: funds_sentence(event, USD),
    OwnTaxEvent: lambda event: own_tax_sentence(event, USD),
    BankEvent: lambda event: bank_sentence(event, USD),
    UserEvent: user_sentence,
    CreditNoteIssued | NumberDrawn | SeriesBroughtForward | TaxRatesSet: (
        document_sentence
    ),
}
KINDS = [
    (kind, words) for union, words in SENTENCES.items() for kind in get_args(union)
]
KINDS.append((Looked, look_sentence))
OWN = (entry(1, consignor=CONSIGNOR), entry(2, consignor="C-102"), entry(3))


def test_every_event_is_heard_and_has_a_sentence():
    assert set(MENTIONS.hears) == set(get_args(Event)) == {kind for kind, _ in KINDS}


@pytest.mark.parametrize(
    ("kind", "words"),
    KINDS,
    ids=[f"{place}-{kind.__name__}" for place, (kind, _) in enumerate(KINDS)],
)
def test_what_an_event_touches_is_read_off_its_types(kind, words):
    for seed in range(20):
        event = made_up(kind, Random(seed))
        names = touched(event)
        assert words(event), "an event has a sentence"
        for field, names_of in (("lot", names.lots), ("paddle", names.paddles)):
            if getattr(event, field, None) is not None:
                assert getattr(event, field) in names_of, f"{kind.__name__}.{field}"


def test_a_bid_by_the_house_touches_its_paddle():
    assert touched(made_up(HouseBidPlaced, Random(1))).paddles == (HOUSE,)


def settled(house):
    settled_by(house)
    hammered(house)
    settle(house)
    dispute = opened(house, raised_by=Paddle("102"))
    rules = disputes.find(
        dispute,
        ruling=Ruling.DISMISSED,
        finding="No.",
        found_by="Sue",
        at=clock("13:00"),
    )
    house.do(rules, by=replace(by(), actor="Sue"))


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mentions")
    with new_house(folder, settled, entries=OWN) as opened_house:
        yield opened_house


@pytest.fixture(scope="module")
def db(house, tmp_path_factory):
    folder = tmp_path_factory.mktemp("mentions-views")
    with Views(house, place(folder)) as views, views.asked() as asked:
        yield asked


def told(house, db, name):
    """Return the events that touch a name, by the name of their types."""
    found = positions_of(db, subject_named(db, name))
    entries = list(house.entries_at(found))
    assert [each.position for each in entries] == found
    return [each.type.partition("/")[0] for each in entries]


def test_a_history_has_every_event_that_names_its_subject(house, db):
    """Held against a reading of the whole log: what names it in words touches it."""
    for name in (str(lot(1)), str(lot(3)), "C-101", "TH-2026-00001"):
        subject = subject_named(db, name)
        named = {
            each.position
            for each in all_entries(house)
            if f"'{name}'" in repr(each.event)
        }
        assert named <= set(positions_of(db, subject)), name


def test_what_is_done_with_a_paddle_touches_its_client(house, db):
    kinds = told(house, db, "C-102")
    for kind in ("paddle-issued", "bid-placed", "invoice-issued", "dispute-opened"):
        assert kind in kinds, kind
    assert "finding-recorded" in kinds, "a dispute is followed to its end"


def test_the_books_of_another_buyer_are_not_a_clients(house, db):
    lines = lines_of(house, db, "C-102")
    assert not any("TH-2026-00001" in line.documents for line in lines)


def test_a_person_is_found_however_the_name_was_typed(house, db):
    assert subject_named(db, " sue").spellings == ("Sue",)
    assert told(house, db, "SUE") == ["finding-recorded"]
    assert subject_named(db, "Mallory") is None


def test_a_sale_has_what_became_of_its_documents(house, db):
    kinds = told(house, db, "may26")
    assert {"sale-announced", "number-drawn", "finding-recorded"} <= set(kinds)


def lines_of(house, db, name):
    subject = subject_named(db, name)
    entries = house.entries_at(positions_of(db, subject))
    return list(audit_lines(house, entries, own_lots(db), "UTC"))


def test_bidders_meet_where_both_bid(db):
    met = Meeting(sale=SALE, paddle=Paddle("101"), other=Paddle("102"), lots=(lot(1),))
    assert list(meetings(db)) == list(meetings(db, SALE)) == [met]
    assert list(meetings(db, "WINE")) == []


def test_a_consignors_bid_on_an_own_lot_is_marked(house, db):
    assert own_lots(db) == {OwnLot(lot(2), Paddle("102")): "C-102"}
    assert not any(line.own_lot for line in lines_of(house, db, str(lot(1))))


@pytest.mark.parametrize(
    ("terms", "kinds"),
    [
        ("actor:sue", {"finding-recorded"}),
        ("second:Sue", {"finding-recorded"}),
        ("kind:bid-placed lot:3", {"bid-placed"}),
        ("document:TH-2026-00002 kind:lot-invoiced", {"lot-invoiced"}),
        ("client:C-102 channel:internet refused:no", {"bid-placed", "lot-sold"}),
        ("paddle:HOUSE", set()),
        ("until:2026-05-19", set()),
        ("'was hers' no", set()),
    ],
)
def test_a_filter_leaves_what_fits_every_term(house, db, terms, kinds):
    tests = read_filter(terms, "UTC")
    lines = [
        line
        for line in lines_of(house, db, "MAY26")
        if all(test(line) for test in tests)
    ]
    assert {line.kind for line in lines} == kinds


@pytest.mark.parametrize(
    ("term", "remedy"),
    [
        ("kind:bid-refusd", "There is no kind 'bid-refusd'. Write bid-refused"),
        ("refused:maybe", "refused is yes or no, and not 'maybe'."),
        ("from:tomorrow", "'tomorrow' after from: is no time."),
        ("from:2026-05-01T10:00", "a time with its zone"),
        ("colour:red", "There is no filter 'colour'. The filters are: actor"),
        ("actor:", "'actor:' says nothing."),
        ('"open', "is not closed"),
    ],
)
def test_a_wrong_term_gets_a_sentence(term, remedy):
    with pytest.raises(NotAFilter) as no:
        read_filter(term, "UTC")
    assert remedy in str(no.value)


@pytest.mark.parametrize("back", range(1, 60, 7))
def test_the_mentions_of_then_are_those_that_a_log_of_then_is_told_of(house, db, back):
    """Held against views that are built of the past alone."""
    past = house.as_of(house.head() - back)
    upto = past.head()
    names = ("MAY26", str(lot(1)), "C-101", "C-102", "TH-2026-00001", "Sue", "Mallory")
    with views_of_past(past, None) as views, views.asked() as then:
        for name in (*names, None):
            told_then = history_named(then, name)
            assert history_named(db, name, upto=upto) == told_then
            if name is None or told_then[0] is not None:
                touching = number_touching(then, told_then[0])
                assert number_touching(db, told_then[0], upto=upto) == touching
        assert own_lots(db, upto=upto) == own_lots(then)
