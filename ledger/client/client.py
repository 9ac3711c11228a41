"""A client: a person or firm, how far it is trusted, what certificates it showed."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from ledger.events.client import (
    CertificateFiled,
    CertificateRevoked,
    ClientEnrolled,
    ClientEvent,
    ClientKind,
    CreditLimitSet,
    ErasedPart,
    JurisdictionSet,
    PersonErased,
    SelfBillingAgreed,
    TaxStatusSet,
)
from ledger.events.diligence import (
    ContractFiled,
    Dealing,
    DealingDecided,
    DueDiligenceChecked,
)
from ledger.events.reviews import IndicatorReviewed
from ledger.identity import ClientId
from ledger.money import Currency, Minor
from ledger.refusals import ClientExists
from ledger.terms.tax_status import TaxStatus
from ledger.value import later, replace, value


@value
class Certificate:
    """A resale certificate: whose law, its number, and when it counts (inclusive)."""

    jurisdiction: str
    number: str
    valid_from: date
    valid_until: date | None
    categories: tuple[str, ...] = later(default=())
    """The lots that it is for; none: for all."""
    use: str | None = later(default=None)
    """What the lots are bought for; None: for resale."""


@value
class SelfBilling:
    """An agreement that the house writes a client's invoices to it (both days count).

    § 14 (2) UStG and VAT Notice 700/62: it must be there before the first of them.
    """

    valid_from: date
    valid_until: date | None


@value
class Client:
    """A client as the house knows it at one moment."""

    id: ClientId
    kind: ClientKind
    client_class: str | None
    limits: tuple[tuple[Currency, Minor], ...] = ()
    certificates: tuple[Certificate, ...] = ()
    jurisdiction: str | None = None
    """Whose tax their lots bear; None: as the sale's own place."""
    tax_statuses: tuple[TaxStatus, ...] = ()
    """As they were put on file: of those that hold on a day, the last counts."""
    self_billing: tuple[SelfBilling, ...] = ()
    """Agreements, of which one takes the place of another from the same day."""
    contracts: tuple[ContractFiled, ...] = ()
    """Contracts of consignment and what amended them, as they were filed."""
    checks: tuple[DueDiligenceChecked, ...] = ()
    dealing: Dealing | None = None
    """Whether the house deals with them; None: nobody decided it."""
    erased: tuple[ErasedPart, ...] = ()
    """What of them is gone for good."""

    def limit(self, currency: Currency) -> Minor | None:
        """Return the credit limit in a currency, None where there is none."""
        return dict(self.limits).get(currency)


def evolve(client: Client | None, event: ClientEvent) -> Client:
    """Return the client as it stands after one more event."""
    if isinstance(event, ClientEnrolled):
        assert client is None, "a client is enrolled once"
        return Client(event.client, event.kind, event.client_class)
    assert client is not None, "a client's history begins when it is enrolled"
    match event:
        case CreditLimitSet():
            return _client_with_limit(client, event)
        case CertificateFiled():
            filed = (*client.certificates, _certificate_of(event))
            return replace(client, certificates=filed)
        case CertificateRevoked(jurisdiction=jurisdiction, number=number):
            left = tuple(
                certificate
                for certificate in client.certificates
                if (certificate.jurisdiction, certificate.number)
                != (jurisdiction, number)
            )
            return replace(client, certificates=left)
        case JurisdictionSet(jurisdiction=jurisdiction):
            return replace(client, jurisdiction=jurisdiction)
        case TaxStatusSet():
            statuses = (*client.tax_statuses, _status_of(event))
            return replace(client, tax_statuses=statuses)
        case SelfBillingAgreed():
            return _client_with_self_billing(client, event)
        case PersonErased(parts=parts):
            return replace(client, erased=(*client.erased, *parts))
        case IndicatorReviewed():
            return client
        case ContractFiled():
            return replace(client, contracts=(*client.contracts, event))
        case DueDiligenceChecked():
            return replace(client, checks=(*client.checks, event))
        case DealingDecided(dealing=dealing):
            return replace(client, dealing=dealing)
        case _:
            assert_never(event)


def _client_with_limit(client: Client, event: CreditLimitSet) -> Client:
    kept = tuple(limit for limit in client.limits if limit[0] != event.currency)
    added = () if event.limit is None else ((event.currency, event.limit),)
    return replace(client, limits=kept + added)


def _client_with_self_billing(client: Client, event: SelfBillingAgreed) -> Client:
    since, until = event.valid_from, event.valid_until
    others = [each for each in client.self_billing if each.valid_from != since]
    return replace(client, self_billing=(*others, SelfBilling(since, until)))


def _certificate_of(event: CertificateFiled) -> Certificate:
    return Certificate(
        event.jurisdiction,
        event.number,
        event.valid_from,
        event.valid_until,
        event.categories,
        event.use,
    )


def _status_of(event: TaxStatusSet) -> TaxStatus:
    return TaxStatus(
        person=event.person,
        country=event.country,
        vat_id=event.vat_id,
        tax_number=event.tax_number,
        valid_from=event.valid_from,
        checked_on=event.checked_on,
    )


def enrol(
    client: Client | None,
    client_id: ClientId,
    *,
    kind: ClientKind,
    client_class: str | None,
) -> tuple[ClientEvent, ...]:
    """Open a file for a client; the same file twice changes nothing."""
    if client is None:
        enrolled = ClientEnrolled(
            client=client_id, kind=kind, client_class=client_class
        )
        return (enrolled,)
    if (client.kind, client.client_class) != (kind, client_class):
        raise ClientExists(client=client_id)
    return ()


def set_limit(
    client: Client, currency: Currency, limit: Minor | None
) -> tuple[ClientEvent, ...]:
    """Set, change or lift a client's credit limit in one currency."""
    if client.limit(currency) == limit:
        return ()
    return (CreditLimitSet(client=client.id, currency=currency, limit=limit),)


def set_jurisdiction(
    client: Client, jurisdiction: str | None
) -> tuple[ClientEvent, ...]:
    """Say where a client's lots go, and so whose tax they bear."""
    if client.jurisdiction == jurisdiction:
        return ()
    return (JurisdictionSet(client=client.id, jurisdiction=jurisdiction),)


def set_tax_status(client: Client, status: TaxStatus) -> tuple[ClientEvent, ...]:
    """Say who a client is to the tax office; the same twice changes nothing."""
    if tax_status_on(client, status.valid_from) == status:
        return ()
    known = TaxStatusSet(
        client=client.id,
        person=status.person,
        country=status.country,
        vat_id=status.vat_id,
        tax_number=status.tax_number,
        valid_from=status.valid_from,
        checked_on=status.checked_on,
    )
    return (known,)


def agree_self_billing(client: Client, terms: SelfBilling) -> tuple[ClientEvent, ...]:
    """Agree that the house writes a client's invoices; the same changes nothing."""
    if terms in client.self_billing:
        return ()
    agreed = SelfBillingAgreed(
        client=client.id,
        valid_from=terms.valid_from,
        valid_until=terms.valid_until,
    )
    return (agreed,)


def bills_itself(client: Client, day: date) -> bool:
    """Say whether the house may write a client's invoices to it on a day."""
    return any(
        agreed.valid_from <= day
        and (agreed.valid_until is None or day <= agreed.valid_until)
        for agreed in client.self_billing
    )


def tax_status_on(client: Client, day: date) -> TaxStatus | None:
    """Return who a client is to the tax office on a day; None: nobody said.

    The one that holds since the latest day counts, and of those the last that was said.
    """
    status = None
    for known in client.tax_statuses:
        is_later = status is None or known.valid_from >= status.valid_from
        if known.valid_from <= day and is_later:
            status = known
    return status
