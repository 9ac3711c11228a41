"""Every event the house can record, in the order a sale meets them.

Read this folder first: ``sale``, ``lot``, ``room``, ``corrections``, ``client``,
``dispute``. An event is past tense, complete
and never edited: a mistake is put right by recording another event.
"""

from __future__ import annotations

from typing import TypeAlias

from ledger.events.client import (
    CertificateFiled,
    CertificateRevoked,
    ClientEnrolled,
    ClientEvent,
    ClientKind,
    CreditLimitSet,
)
from ledger.events.corrections import (
    BidRetracted,
    BidStruck,
    Correction,
    HammerAmended,
    LotReopened,
    LotResold,
    ReopenedFor,
    SaleRescinded,
)
from ledger.events.dispute import (
    DisputeEvent,
    DisputeOpened,
    DisputeSignedOff,
    FindingRecorded,
    ReplayFiled,
    Ruling,
)
from ledger.events.lot import (
    BidderRegistered,
    BidPlaced,
    BidRefused,
    ClosingExtended,
    HouseBidPlaced,
    LotAmended,
    LotCatalogued,
    LotEvent,
    LotPassed,
    LotSold,
    LotTracked,
    LotUntracked,
    LotWithdrawn,
    PassReason,
    QuantityMode,
    RegistrationCancelled,
    ReserveSet,
)
from ledger.events.room import (
    AskingSet,
    FairWarningGiven,
    LiveBidTaken,
    LotOpened,
    LotSkipped,
    OpeningRule,
)
from ledger.events.sale import (
    PaddleIssued,
    PaddleLimited,
    PaddleReinstated,
    PaddleSuspended,
    SaleAnnounced,
    SaleClosed,
    SaleEvent,
    SessionClosed,
    SessionOpened,
    TermsAmended,
)
from ledger.events.vocabulary import NAMES, Rule, Standing

Event: TypeAlias = SaleEvent | LotEvent | ClientEvent | DisputeEvent

__all__ = [
    "NAMES",
    "AskingSet",
    "BidPlaced",
    "BidRefused",
    "BidRetracted",
    "BidStruck",
    "BidderRegistered",
    "CertificateFiled",
    "CertificateRevoked",
    "ClientEnrolled",
    "ClientEvent",
    "ClientKind",
    "ClosingExtended",
    "Correction",
    "CreditLimitSet",
    "DisputeEvent",
    "DisputeOpened",
    "DisputeSignedOff",
    "Event",
    "FairWarningGiven",
    "FindingRecorded",
    "HammerAmended",
    "HouseBidPlaced",
    "LiveBidTaken",
    "LotAmended",
    "LotCatalogued",
    "LotEvent",
    "LotOpened",
    "LotPassed",
    "LotReopened",
    "LotResold",
    "LotSkipped",
    "LotSold",
    "LotTracked",
    "LotUntracked",
    "LotWithdrawn",
    "OpeningRule",
    "PaddleIssued",
    "PaddleLimited",
    "PaddleReinstated",
    "PaddleSuspended",
    "PassReason",
    "QuantityMode",
    "RegistrationCancelled",
    "ReopenedFor",
    "ReplayFiled",
    "ReserveSet",
    "Rule",
    "Ruling",
    "SaleAnnounced",
    "SaleClosed",
    "SaleEvent",
    "SaleRescinded",
    "SessionClosed",
    "SessionOpened",
    "Standing",
    "TermsAmended",
]
