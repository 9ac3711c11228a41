"""One sentence for each event of the ledger, a sale, a client or a dispute."""

from __future__ import annotations

from typing import assert_never

from ledger.client import SelfBilling
from ledger.events import (
    BalancesBroughtForward,
    CertificateFiled,
    CertificateRevoked,
    ClientEnrolled,
    ClientEvent,
    ClockCorrected,
    CreditLimitSet,
    DisputeEvent,
    DisputeOpened,
    DisputeSignedOff,
    ErasedPart,
    FindingRecorded,
    IndicatorReviewed,
    JurisdictionSet,
    LedgerBegun,
    LedgerEvent,
    LedgerTakenOver,
    LiveBegun,
    Looked,
    MessageTold,
    PaddleIssued,
    PaddleLimited,
    PaddleReinstated,
    PaddleSuspended,
    PeriodEvent,
    PeriodLocked,
    PeriodReopened,
    PersonErased,
    ProgramChanged,
    ReplayFiled,
    RetentionSet,
    RolesBegun,
    SaleAnnounced,
    SaleClosed,
    SaleEvent,
    SeasonClosed,
    SelfBillingAgreed,
    SellerBiddingAnnounced,
    SessionClosed,
    SessionOpened,
    SettlementSet,
    SigningKeyAdopted,
    TaxStatusSet,
    TermsAmended,
    VaultAdopted,
)
from ledger.identity import number_of
from ledger.money import Currency, Minor
from ledger.terms.tax_status import TaxPerson, TaxStatus
from presenters.intake_sentences import diligence_sentence, sale_intake_sentence
from presenters.times import clock_time

PERSONS = {
    TaxPerson.CONSUMER: "a consumer",
    TaxPerson.BUSINESS: "a business without a VAT registration",
    TaxPerson.REGISTERED: "registered for VAT",
}


ERASED = {
    ErasedPart.PERSON: "name and contact",
    ErasedPart.CLIENT: "unopened bids and e-invoices",
}
"""What of a person goes with which key."""

SUBJECTS_TOLD = 3
"""So many lots or clients of a look are named: its entry names them all."""


def ledger_sentence(event: LedgerEvent, zone: str) -> str:
    """Say what the ledger says of itself, by the clock of a zone."""
    match event:
        case LedgerBegun():
            return _begun_sentence(event)
        case LiveBegun():
            return "The ledger went over to the machine's clock."
        case ProgramChanged(program=program):
            return f"From here on lotledger {program} recorded."
        case ClockCorrected(at=at):
            return (
                f"A clock behind the last entry was accepted: {clock_time(at, zone)}."
            )
        case SigningKeyAdopted(key=key, replaces=former):
            instead = "" if former is None else f" in the place of {key_words(former)}"
            return f"The key {key_words(key)} signs from here on{instead}."
        case VaultAdopted():
            return "From here on the keys of the ledger are in a vault."
        case LedgerTakenOver():
            return _taken_over_sentence(event)
        case RolesBegun():
            return "The first role was given: from here on roles hold."
        case BalancesBroughtForward(currency=currency, position=position):
            return (
                f"The accounts in {currency.code} were brought forward, as they stood "
                f"at position {position} of the ledger before."
            )
        case SeasonClosed(ended_on=day, next_origin=following):
            return f"The ledger ended with the books of {day}: {following} goes on."
        case _:
            assert_never(event)


def _begun_sentence(event: LedgerBegun) -> str:
    born = "live" if event.birth == "live" else "as a rehearsal"
    keys = ", with its keys in a vault" if event.vault else ""
    begun = f"The ledger was begun {born}, by lotledger {event.program}{keys}"
    if (before := event.previous) is None:
        return f"{begun}."
    head = before.head
    return f"{begun}. It goes on from {before.origin}, {head.size} entries: {head.root}"


def key_words(key: str) -> str:
    """Name a verifier key by its name and its id: nobody reads the rest."""
    return "+".join(key.split("+")[:2])


def _taken_over_sentence(event: LedgerTakenOver) -> str:
    of = "" if event.replica is None else f", a copy of {event.replica},"
    left = event.left
    rest = "" if left is None else f", and left what was published up to {left.size}"
    return f"Somebody took the ledger over{of} as its history {event.epoch}{rest}."


def period_sentence(event: PeriodEvent) -> str:
    """Say how far the books were locked, or opened again."""
    match event:
        case PeriodLocked(through=through):
            return f"The books were locked through {through}."
        case PeriodReopened(since=since):
            return f"The books were opened again from {since} on."
        case _:
            assert_never(event)


def look_sentence(event: Looked) -> str:
    """Say what somebody was shown that few may see, and what for."""
    subjects = (*event.lots, *event.clients, *event.addresses)
    of = ", ".join(subjects[:SUBJECTS_TOLD])
    more = len(subjects) - SUBJECTS_TOLD
    rest = f" and {more} more" if more > 0 else ""
    return f"{event.looked_at.capitalize()} of {of}{rest} shown: {event.purpose}"


def sale_sentence(event: SaleEvent, money: Currency) -> str:
    """Say what the house settled for a sale."""
    match event:
        case SaleAnnounced(terms=terms):
            return f"Announced: {terms.title}, terms version 1."
        case TermsAmended(version=version, notice=notice):
            notified = "" if notice is None else f" The saleroom was told: {notice}"
            return f"The terms were amended: version {version}.{notified}"
        case SettlementSet(version=version):
            return f"The settlement rules were set: version {version}."
        case SessionOpened(session=session):
            return f"Session {session} was opened."
        case SessionClosed(session=session):
            return f"Session {session} was over."
        case SaleClosed():
            return "The sale was closed."
        case MessageTold():
            return message_sentence(event)
        case IndicatorReviewed():
            return review_sentence(event)
        case SellerBiddingAnnounced() | RetentionSet():
            return sale_intake_sentence(event)
        case _:
            return _paddle_sentence(event, money)


def message_sentence(event: MessageTold) -> str:
    """Say what was said to the room, or among the staff, while which lot was up."""
    up = "" if event.lot is None else f", while lot {number_of(event.lot)} was up"
    return f"The {event.audience} was told{up}: {event.words}"


def _paddle_sentence(
    event: PaddleIssued | PaddleLimited | PaddleSuspended | PaddleReinstated,
    money: Currency,
) -> str:
    match event:
        case PaddleIssued(paddle=paddle, client=client, limit=limit):
            most = "" if limit is None else f", limit {money.write(limit)}"
            return f"Paddle {paddle} was issued to client {client}{most}."
        case PaddleLimited(paddle=paddle, limit=limit):
            return f"The limit of paddle {paddle} was {_limit_words(limit, money)}."
        case PaddleSuspended(paddle=paddle):
            return f"Paddle {paddle} was suspended."
        case PaddleReinstated(paddle=paddle):
            return f"Paddle {paddle} may bid again."
        case _:
            assert_never(event)


def _limit_words(limit: Minor | None, money: Currency) -> str:
    return "lifted" if limit is None else f"set to {money.write(limit)}"


def tax_status_words(status: TaxStatus | TaxStatusSet) -> str:
    """Say who a client is to the tax office: ``registered in DE, DE123456789``."""
    numbers = (status.vat_id, status.tax_number)
    named = ", ".join(number for number in numbers if number is not None)
    return f"{PERSONS[status.person]} in {status.country}{named and f', {named}'}"


def days_words(agreed: SelfBilling | SelfBillingAgreed) -> str:
    """Say from when until when an agreement on self-billing holds."""
    until = agreed.valid_until
    return f"from {agreed.valid_from}{'' if until is None else f' until {until}'}"


def client_sentence(event: ClientEvent) -> str:
    """Say what the house put in a client's file."""
    match event:
        case ClientEnrolled(client=client, kind=kind, client_class=charged_as):
            as_what = "" if charged_as is None else f", class {charged_as}"
            return f"Client {client} was enrolled, a {kind}{as_what}."
        case CreditLimitSet(client=client, currency=currency, limit=limit):
            words = _limit_words(limit, currency)
            return f"The {currency.code} limit of client {client} was {words}."
        case CertificateFiled(client=client, jurisdiction=place, number=number):
            until = event.valid_until or "it is revoked"
            valid = f"valid from {event.valid_from} until {until}"
            return f"Client {client} filed certificate {number} of {place}, {valid}."
        case CertificateRevoked(client=client, jurisdiction=place, number=number):
            return f"Certificate {number} of {place} of client {client} was revoked."
        case JurisdictionSet(client=client, jurisdiction=place):
            of = "the place of the sale" if place is None else place
            return f"Client {client} bears the taxes of {of}."
        case TaxStatusSet(client=client, valid_from=since):
            return f"Client {client} is {tax_status_words(event)}, since {since}."
        case SelfBillingAgreed(client=client):
            return f"Client {client} agreed on self-billing, {days_words(event)}."
        case PersonErased(client=client, parts=parts, basis=basis):
            what = ", and ".join(ERASED[part] for part in parts)
            return f"The {what} of client {client} were erased: {basis}"
        case IndicatorReviewed():
            return review_sentence(event)
        case _:
            return diligence_sentence(event)


def review_sentence(event: IndicatorReviewed) -> str:
    """Say what somebody made of an indicator."""
    points = "" if event.points is None else f", {event.points} points"
    looked_at = f"{event.indication}{points}"
    return f"{event.reviewed_by} {event.decision} {looked_at}: {event.finding}"


def dispute_sentence(event: DisputeEvent) -> str:
    """Say what somebody did in a dispute."""
    match event:
        case DisputeOpened(lot=lot, question=question, raised_by=paddle):
            by = "" if paddle is None else f" by {paddle}"
            return f"A dispute about lot {number_of(lot)} was raised{by}: {question}"
        case ReplayFiled(number=number, as_of=position, digest=digest):
            stamp = "sealed" if digest is None else f"SHA-256 {digest[:16]}…"
            return f"Replay {number} was filed, as of position {position}, {stamp}."
        case FindingRecorded(ruling=ruling, finding=finding, found_by=judge):
            return f"{judge} ruled it {ruling}: {finding}"
        case DisputeSignedOff(signed_by=signer):
            return f"{signer} signed the finding off."
        case _:
            assert_never(event)
