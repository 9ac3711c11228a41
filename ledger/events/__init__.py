"""Every event the house can record, in the order a sale meets them.

Read this folder first: ``sale``, ``lot``, ``client``. An event is past tense, complete
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
from ledger.events.lot import (
    BidderRegistered,
    BidPlaced,
    BidRefused,
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
from ledger.events.sale import (
    PaddleIssued,
    PaddleLimited,
    PaddleReinstated,
    PaddleSuspended,
    SaleAnnounced,
    SaleClosed,
    SaleEvent,
    TermsAmended,
)
from ledger.events.vocabulary import NAMES, Rule, Standing

Event: TypeAlias = SaleEvent | LotEvent | ClientEvent

__all__ = [
    "NAMES",
    "BidPlaced",
    "BidRefused",
    "BidderRegistered",
    "CertificateFiled",
    "CertificateRevoked",
    "ClientEnrolled",
    "ClientEvent",
    "ClientKind",
    "CreditLimitSet",
    "Event",
    "HouseBidPlaced",
    "LotAmended",
    "LotCatalogued",
    "LotEvent",
    "LotPassed",
    "LotSold",
    "LotTracked",
    "LotUntracked",
    "LotWithdrawn",
    "PaddleIssued",
    "PaddleLimited",
    "PaddleReinstated",
    "PaddleSuspended",
    "PassReason",
    "QuantityMode",
    "RegistrationCancelled",
    "ReserveSet",
    "Rule",
    "SaleAnnounced",
    "SaleClosed",
    "SaleEvent",
    "Standing",
    "TermsAmended",
]
