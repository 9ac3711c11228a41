"""Refusals of names: a thing that does not exist, or that exists already."""

from __future__ import annotations

from ledger.identity import ClientId, LotId, Paddle, SaleId
from ledger.refusals.refusal import Refusal


class NotRecordedYet(Refusal):
    """Nobody can look back from where the ledger has not come to."""

    position: int
    head: int

    code = "not-recorded-yet"
    what = "The ledger ends at position {head}, before position {position}."
    remedy = "Name a position up to {head}, or a time."


class UnknownSale(Refusal):
    """No such sale was announced."""

    sale: SaleId

    code = "unknown-sale"
    what = "No sale {sale} was announced here."
    remedy = "Announce it with: lotledger sale announce TERMS"


class SaleExists(Refusal):
    """A sale of this name was announced before."""

    sale: SaleId

    code = "sale-exists"
    what = "Sale {sale} was announced already, on other terms."
    remedy = "Change them with: lotledger sale amend TERMS"


class SaleIsClosed(Refusal):
    """The sale is over."""

    sale: SaleId

    code = "sale-closed"
    what = "Sale {sale} is closed."
    remedy = "See its results with: lotledger results {sale}"


class UnknownLot(Refusal):
    """No such lot was catalogued."""

    lot: LotId

    code = "unknown-lot"
    what = "No lot {lot} is in the catalogue."
    remedy = "See what is with: lotledger lots SALE"


class LotExists(Refusal):
    """A lot of this number was catalogued before."""

    lot: LotId

    code = "lot-exists"
    what = "Lot {lot} is in the catalogue already."
    remedy = "Give the new lot another number, such as one with a letter."


class LotOutsideSessions(Refusal):
    """A lot number belongs to no session of the sale."""

    lot: LotId
    ranges: str

    code = "lot-outside-sessions"
    what = "Lot {lot} is in no session; the sale's sessions hold {ranges}."
    remedy = "Renumber the lot, or amend the terms."


class UnknownClient(Refusal):
    """No such client was enrolled."""

    client: ClientId

    code = "unknown-client"
    what = "No client {client} is enrolled."
    remedy = "Enrol them with: lotledger client add {client}"


class ClientExists(Refusal):
    """A client of this number was enrolled before."""

    client: ClientId

    code = "client-exists"
    what = "Client {client} is enrolled already."
    remedy = "Give the new client another number."


class UnknownCertificate(Refusal):
    """A client filed no such certificate."""

    client: ClientId
    jurisdiction: str
    number: str

    code = "unknown-certificate"
    what = "Client {client} has no certificate {number} of {jurisdiction} on file."
    remedy = "See what is with: lotledger client show {client}"


class UnknownName(Refusal):
    """Nothing in the log is called so."""

    name: str

    code = "unknown-name"
    what = (
        "Nothing is called {name}: no sale, lot, client, document, dispute or person."
    )
    remedy = "See every event with: lotledger audit history"


class CertificateExists(Refusal):
    """A client filed this certificate before."""

    client: ClientId
    jurisdiction: str
    number: str

    code = "certificate-exists"
    what = "Certificate {number} of {jurisdiction} is on file for client {client}."
    remedy = "Revoke it first where its dates have changed."


class PaddleTaken(Refusal):
    """A paddle number is in somebody's hands."""

    sale: SaleId
    paddle: Paddle
    client: ClientId

    code = "paddle-taken"
    what = "Paddle {paddle} of sale {sale} belongs to client {client}."
    remedy = "Issue another number."


class PaddleUnchanged(Refusal):
    """A paddle is as the command would make it."""

    paddle: Paddle
    state: str

    code = "paddle-unchanged"
    what = "Paddle {paddle} is {state} already."
    remedy = "Nothing needs doing."
