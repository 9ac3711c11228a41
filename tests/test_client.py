"""What a client's file allows: enrolment, limits, resale certificates."""

from __future__ import annotations

from datetime import date
from functools import reduce

import pytest

from ledger.client import (
    Certificate,
    certificate_for,
    enrol,
    evolve,
    file_certificate,
    revoke_certificate,
    set_limit,
)
from ledger.events import (
    CertificateFiled,
    CertificateRevoked,
    ClientEnrolled,
    ClientKind,
    CreditLimitSet,
)
from ledger.identity import ClientId
from ledger.money import Currency
from ledger.refusals import CertificateExists, ClientExists, UnknownCertificate

CLIENT = ClientId("C-7")
USD, EUR = Currency("USD"), Currency("EUR")
ENROLLED = ClientEnrolled(client=CLIENT, kind=ClientKind.FIRM, client_class="dealer")
TEXAS = Certificate("TX", "T-1", date(2025, 1, 1), None)
FILED = CertificateFiled(
    client=CLIENT,
    jurisdiction="TX",
    number="T-1",
    valid_from=date(2025, 1, 1),
    valid_until=None,
)
REVOKED = CertificateRevoked(client=CLIENT, jurisdiction="TX", number="T-1")


def limited(currency, limit):
    return CreditLimitSet(client=CLIENT, currency=currency, limit=limit)


def client_after(*events):
    return reduce(evolve, (ENROLLED, *events), None)


def test_a_client_is_enrolled():
    enrolled = enrol(None, CLIENT, kind=ClientKind.FIRM, client_class="dealer")
    assert enrolled == (ENROLLED,)
    assert client_after().client_class == "dealer"


def test_enrolling_again_changes_nothing():
    again = enrol(client_after(), CLIENT, kind=ClientKind.FIRM, client_class="dealer")
    assert again == ()


@pytest.mark.parametrize(
    ("kind", "client_class"), [(ClientKind.PERSON, "dealer"), (ClientKind.FIRM, None)]
)
def test_a_number_stands_for_one_client(kind, client_class):
    with pytest.raises(ClientExists):
        enrol(client_after(), CLIENT, kind=kind, client_class=client_class)


def test_a_limit_is_set_per_currency():
    assert set_limit(client_after(), USD, 500) == (limited(USD, 500),)
    client = client_after(limited(USD, 500), limited(EUR, 300), limited(USD, 900))
    assert (client.limit(USD), client.limit(EUR)) == (900, 300)


def test_the_same_limit_changes_nothing():
    assert set_limit(client_after(limited(USD, 500)), USD, 500) == ()
    assert set_limit(client_after(), USD, None) == ()


def test_a_limit_is_lifted():
    before = client_after(limited(USD, 500))
    assert set_limit(before, USD, None) == (limited(USD, None),)
    assert evolve(before, limited(USD, None)).limit(USD) is None


def test_a_certificate_is_filed_once():
    assert file_certificate(client_after(), TEXAS) == (FILED,)
    assert client_after(FILED).certificates == (TEXAS,)
    with pytest.raises(CertificateExists):
        file_certificate(client_after(FILED), TEXAS)


def test_the_same_number_of_another_state_is_another_certificate():
    """Rulebook 2.6 [S14]: certificates go by state."""
    ohio = Certificate("OH", "T-1", date(2025, 1, 1), None)
    (event,) = file_certificate(client_after(FILED), ohio)
    assert client_after(FILED, event).certificates == (TEXAS, ohio)
    assert client_after(FILED, event, REVOKED).certificates == (ohio,)


@pytest.mark.parametrize(
    ("own", "place", "counts", "because"),
    [
        ("US-TX", "US-TX", True, "it is the place"),
        ("US-TX", "US-TX-DALLAS", True, "a city is in its state"),
        ("US-TX-DALLAS", "US-TX", False, "a state is not in its city"),
        ("US-TX", "US-TXX", False, "another place that begins alike"),
        ("US-OR", "US-TX-DALLAS", False, "another state"),
        ("TX", "US-TX", False, "no country is called so"),
    ],
)
def test_a_certificate_counts_in_every_place_within_its_own(
    own, place, counts, because
):
    shown = Certificate(own, "T-1", date(2025, 1, 1), None)
    client = client_after(*file_certificate(client_after(), shown))
    found = certificate_for(client, place, on=date(2025, 6, 1))
    assert (found == shown) is counts, because


def test_a_certificate_is_revoked_and_may_be_filed_anew():
    revoked = revoke_certificate(client_after(FILED), jurisdiction="TX", number="T-1")
    assert revoked == (REVOKED,)
    after = client_after(FILED, REVOKED)
    assert after.certificates == ()
    assert file_certificate(after, TEXAS) == (FILED,)


@pytest.mark.parametrize(("state", "number"), [("TX", "T-2"), ("OH", "T-1")])
def test_only_a_certificate_on_file_is_revoked(state, number):
    with pytest.raises(UnknownCertificate):
        revoke_certificate(client_after(FILED), jurisdiction=state, number=number)


def test_a_history_begins_with_the_enrolment_and_has_one():
    with pytest.raises(AssertionError, match="begins when it is enrolled"):
        evolve(None, FILED)
    with pytest.raises(AssertionError, match="enrolled once"):
        evolve(client_after(), ENROLLED)
