"""What a sale allows: its terms, its paddles, its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import reduce

import pytest

from ledger.events import (
    PaddleIssued,
    PaddleLimited,
    PaddleReinstated,
    PaddleSuspended,
    SaleAnnounced,
    SaleClosed,
    TermsAmended,
)
from ledger.identity import HOUSE, Channel, ClientId, Paddle, SaleId
from ledger.money import Currency
from ledger.refusals import (
    NoticeNeeded,
    PaddleIsSuspended,
    PaddleTaken,
    PaddleUnchanged,
    SaleExists,
    SaleIsClosed,
    TermsFixed,
    UnknownPaddle,
)
from ledger.sale import (
    Holder,
    amend_terms,
    announce,
    close,
    evolve,
    paddles,
)
from ledger.terms import Terms
from ledger.terms.sessions import Session, SessionKind
from tests.story import clock, ladder, terms, usd

SALE = SaleId("MAY26")
SESSION = Session(
    number=1,
    name="Evening",
    first_lot="1",
    last_lot="99",
    kind=SessionKind.TIMED,
    starts_at=clock("10:00"),
    proxies_end_at=None,
    closes_at=clock("15:00"),
    stagger=timedelta(seconds=30),
    live_proxies_from=None,
    channels=(Channel.INTERNET,),
)
TERMS = Terms(
    sale=SALE,
    title="Space",
    house="Any & Sons",
    zone="America/Chicago",
    preset=None,
    sessions=(SESSION,),
    rules=terms().rules,
)
OTHER = replace(TERMS, rules=terms(ladder((0, 50))).rules)
ANNOUNCED = SaleAnnounced(sale=SALE, terms=TERMS, terms_hash="first")
ISSUED = PaddleIssued(
    sale=SALE,
    paddle=Paddle("7"),
    client=ClientId("C-7"),
    client_class="dealer",
    limit=usd(500),
)
SUSPENDED = PaddleSuspended(sale=SALE, paddle=Paddle("7"))
CLOSED = SaleClosed(sale=SALE, at=clock("18:00"))


def sale_after(*events):
    return reduce(evolve, (ANNOUNCED, *events), None)


def amended(sale, to=OTHER, *, digest="second", notice=None, lots=False, bids=False):
    return amend_terms(
        sale, to, terms_hash=digest, notice=notice, has_lots=lots, has_bids=bids
    )


def issued(sale, paddle="7", client="C-7"):
    return paddles.issue(
        sale,
        Paddle(paddle),
        client=ClientId(client),
        client_class="dealer",
        limit=usd(500),
    )


def test_a_sale_is_announced_with_its_whole_terms():
    assert announce(None, TERMS, terms_hash="first") == (ANNOUNCED,)
    assert sale_after().terms == TERMS


def test_announcing_a_sale_again_changes_nothing():
    assert announce(sale_after(), TERMS, terms_hash="first") == ()


def test_a_sale_is_not_announced_on_other_terms():
    with pytest.raises(SaleExists):
        announce(sale_after(), OTHER, terms_hash="second")


def test_terms_change_freely_before_the_first_bid():
    (event,) = amended(sale_after(), lots=True)
    assert event == TermsAmended(
        sale=SALE, version=2, terms=OTHER, terms_hash="second", notice=None
    )
    after = evolve(sale_after(), event)
    assert (after.version, after.terms, after.terms_hash) == (2, OTHER, "second")


def test_the_same_terms_change_nothing():
    assert amended(sale_after(), TERMS, digest="first", bids=True) == ()


def test_once_bids_exist_terms_change_by_a_saleroom_notice():
    """Rulebook 2.4 [S4]: announcements supersede the printed catalogue."""
    with pytest.raises(NoticeNeeded):
        amended(sale_after(), lots=True, bids=True)
    notice = "Bids climb by 50."
    (event,) = amended(sale_after(), lots=True, bids=True, notice=notice)
    assert event.notice == notice


@pytest.mark.parametrize(
    ("field", "to"),
    [
        (
            "currency",
            replace(OTHER, rules=replace(OTHER.rules, currency=Currency("EUR"))),
        ),
        ("zone", replace(OTHER, zone="Europe/Paris")),
        ("sessions", replace(OTHER, sessions=(replace(SESSION, last_lot="50"),))),
    ],
)
def test_what_lots_were_catalogued_under_is_fixed(field, to):
    with pytest.raises(TermsFixed) as refused:
        amended(sale_after(), to, lots=True, notice="Changed.")
    assert refused.value.field == field
    assert amended(sale_after(), to), "and free before the first lot"


def test_a_paddle_is_issued_once():
    assert issued(sale_after()) == (ISSUED,)
    with pytest.raises(PaddleTaken) as refused:
        issued(sale_after(ISSUED), client="C-8")
    assert refused.value.client == "C-7"


def test_nobody_holds_the_paddle_of_the_house():
    """Rulebook 3.2: a bid for the seller is never anybody else's."""
    with pytest.raises(PaddleTaken):
        issued(sale_after(), paddle=HOUSE)


def test_a_paddle_that_was_issued_is_admitted():
    holder = sale_after(ISSUED).admit(Paddle("7"))
    assert holder == Holder(ClientId("C-7"), "dealer", usd(500))


def test_an_unknown_paddle_is_not_admitted():
    with pytest.raises(UnknownPaddle):
        sale_after(ISSUED).admit(Paddle("8"))


def test_a_suspended_paddle_is_not_admitted_until_it_is_reinstated():
    assert paddles.suspend(sale_after(ISSUED), Paddle("7")) == (SUSPENDED,)
    with pytest.raises(PaddleIsSuspended):
        sale_after(ISSUED, SUSPENDED).admit(Paddle("7"))
    back = PaddleReinstated(sale=SALE, paddle=Paddle("7"))
    assert paddles.reinstate(sale_after(ISSUED, SUSPENDED), Paddle("7")) == (back,)
    assert sale_after(ISSUED, SUSPENDED, back).admit(Paddle("7")).limit == usd(500)


def test_suspending_or_reinstating_twice_is_said():
    with pytest.raises(PaddleUnchanged):
        paddles.suspend(sale_after(ISSUED, SUSPENDED), Paddle("7"))
    with pytest.raises(PaddleUnchanged):
        paddles.reinstate(sale_after(ISSUED), Paddle("7"))


@pytest.mark.parametrize("limit", [None, 0, 90_000])
def test_a_limit_is_set_changed_or_lifted(limit):
    (event,) = paddles.limit(sale_after(ISSUED), Paddle("7"), limit)
    assert event == PaddleLimited(sale=SALE, paddle=Paddle("7"), limit=limit)
    assert sale_after(ISSUED, event).admit(Paddle("7")).limit == limit


def test_the_same_limit_changes_nothing():
    assert paddles.limit(sale_after(ISSUED), Paddle("7"), usd(500)) == ()


def test_an_older_sale_does_not_hear_of_later_paddles():
    before = sale_after()
    evolve(before, ISSUED)
    assert before.paddles == {}


def test_a_sale_closes_once():
    assert close(sale_after(), at=clock("18:00")) == (CLOSED,)
    assert close(sale_after(CLOSED), at=clock("19:00")) == ()


def test_a_closed_sale_keeps_its_terms_and_issues_no_paddles():
    with pytest.raises(SaleIsClosed):
        amended(sale_after(CLOSED))
    with pytest.raises(SaleIsClosed):
        issued(sale_after(CLOSED))


def test_a_history_begins_with_the_announcement_and_has_one():
    with pytest.raises(AssertionError, match="begins when it is announced"):
        evolve(None, ISSUED)
    with pytest.raises(AssertionError, match="announced once"):
        evolve(sale_after(), ANNOUNCED)
