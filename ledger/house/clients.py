"""Commands about a client: enrolment, limit, certificates, jurisdiction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from ledger import client as client_room, sale as sale_room
from ledger.client import Certificate, Client, SelfBilling
from ledger.entry import client_stream
from ledger.events import ClientEvent, ClientKind
from ledger.house.command import Command, Decide, command
from ledger.house.row_by_row import RowByRow
from ledger.house.sales import issue_paddle
from ledger.house.transaction import HouseTransaction
from ledger.identity import ClientId, Paddle, SaleId
from ledger.money import Currency, Minor
from ledger.sale import Sale
from ledger.terms.tax_status import TaxStatus


@command("enrol a client")
def enrol(
    client: ClientId,
    *,
    kind: ClientKind = ClientKind.PERSON,
    client_class: str | None = None,
) -> Decide:
    """Open a file for a client; the same file twice changes nothing."""

    def decide(transaction: HouseTransaction) -> None:
        stream = client_stream(client)
        before: Client | None = transaction.state(stream)
        events = client_room.enrol(before, client, kind=kind, client_class=client_class)
        transaction.record(stream, events)

    return decide


class Enrolment(Protocol):
    """A client to be enrolled, with the paddle it is to have, if any."""

    @property
    def client(self) -> ClientId:
        """The house's number for them."""

    @property
    def kind(self) -> ClientKind:
        """A person or a firm."""

    @property
    def client_class(self) -> str | None:
        """The class that the terms may charge differently."""

    @property
    def paddle(self) -> Paddle | None:
        """The number to bid with."""

    @property
    def credit_limit(self) -> Minor | None:
        """The paddle's limit; without a paddle, the client's."""

    @property
    def tax_status(self) -> TaxStatus | None:
        """Who they are to the tax office, where the list says it."""


@command("enrol clients")
def enrol_many(sale: SaleId, enrolments: Sequence[Enrolment]) -> Decide:
    """Enrol clients and issue their paddles in a sale: all, or none."""

    def decide(transaction: HouseTransaction) -> None:
        current_sale = transaction.sale(sale)
        if any(each.paddle is not None for each in enrolments):
            sale_room.must_be_open(current_sale)
        with RowByRow() as rows:
            for number, enrolment in enumerate(enrolments):
                for asked in _enrolment_commands(current_sale, enrolment):
                    with rows.row(number):
                        asked.decide(transaction)

    return decide


def _enrolment_commands(sale: Sale, enrolment: Enrolment) -> Iterator[Command]:
    """Yield what a row of a list of clients asks for: to enrol, then to bid."""
    client, limit = enrolment.client, enrolment.credit_limit
    yield enrol(client, kind=enrolment.kind, client_class=enrolment.client_class)
    if enrolment.tax_status is not None:
        yield set_tax_status(client, enrolment.tax_status)
    if enrolment.paddle is not None:
        yield issue_paddle(sale.id, enrolment.paddle, client=client, limit=limit)
    elif limit is not None:
        yield set_limit(client, sale.terms.rules.currency, limit)


@command("set a client's limit")
def set_limit(client: ClientId, currency: Currency, limit: Minor | None) -> Decide:
    """Set, change or lift the limit that a client's new paddles will have."""
    return _decide_on_client(
        client,
        lambda current_client: client_room.set_limit(current_client, currency, limit),
    )


@command("file a certificate")
def file_certificate(client: ClientId, certificate: Certificate) -> Decide:
    """Put a resale certificate on file."""
    return _decide_on_client(
        client,
        lambda current_client: client_room.file_certificate(
            current_client, certificate
        ),
    )


@command("revoke a certificate", corrects=True)
def revoke_certificate(client: ClientId, *, jurisdiction: str, number: str) -> Decide:
    """Take a resale certificate off the file; a reason is needed."""
    return _decide_on_client(
        client,
        lambda current_client: client_room.revoke_certificate(
            current_client, jurisdiction=jurisdiction, number=number
        ),
    )


@command("set a client's jurisdiction")
def set_jurisdiction(client: ClientId, jurisdiction: str | None) -> Decide:
    """Set the place that a client's lots go to, and so the tax they bear."""
    return _decide_on_client(
        client,
        lambda current_client: client_room.set_jurisdiction(
            current_client, jurisdiction
        ),
    )


@command("set a client's tax status")
def set_tax_status(client: ClientId, status: TaxStatus) -> Decide:
    """Set who a client is to the tax office, from a day on."""
    return _decide_on_client(
        client,
        lambda current_client: client_room.set_tax_status(current_client, status),
    )


@command("agree on self-billing")
def agree_self_billing(client: ClientId, terms: SelfBilling) -> Decide:
    """Agree with a client that the house writes their invoices to it."""
    return _decide_on_client(
        client,
        lambda current_client: client_room.agree_self_billing(current_client, terms),
    )


def _decide_on_client(
    client: ClientId,
    decision: Callable[[Client], tuple[ClientEvent, ...]],
) -> Decide:
    def decide(transaction: HouseTransaction) -> None:
        transaction.record(client_stream(client), decision(transaction.client(client)))

    return decide
