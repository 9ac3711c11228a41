"""Every way the house can say no.

A refusal is an answer, not a failure: nothing was sold or changed. It says what
happened, then what to do next. Codes are public: once released, a code keeps its
meaning. Where a bid meets several, the first in the order of ``bidding`` is given, and
a refused bid is recorded with its code.
"""

from __future__ import annotations

from ledger.refusals.bidding import (
    BidBelowAsking,
    BiddingClosed,
    BiddingNotOpen,
    ChannelClosed,
    LotNotOpen,
    MaximumBelowPrice,
    MaximumNotRaised,
    NotWholeUnits,
    OffTheLadder,
    OverCreditLimit,
    PaddleIsSuspended,
    ReceivedLater,
    UnknownPaddle,
)
from ledger.refusals.changing import (
    BidsExist,
    NoticeNeeded,
    ReserveAboveEstimate,
    ReserveBelowHouseBid,
    ReserveMetAlready,
    TermsFixed,
)
from ledger.refusals.correcting import (
    SamePerson,
    SecondPersonNeeded,
)
from ledger.refusals.naming import (
    CertificateExists,
    ClientExists,
    LotExists,
    LotOutsideSessions,
    PaddleTaken,
    PaddleUnchanged,
    SaleExists,
    SaleIsClosed,
    UnknownCertificate,
    UnknownClient,
    UnknownLot,
    UnknownSale,
)
from ledger.refusals.refusal import (
    Refusal,
)
from ledger.refusals.repeating import (
    AlreadyRegistered,
    BiddingGoesOn,
    HalfCharacter,
    KeyUsed,
    LineTaken,
    NotRegistered,
    ReasonNeeded,
    RecordedRefusal,
)

__all__ = [
    "AlreadyRegistered",
    "BidBelowAsking",
    "BiddingClosed",
    "BiddingGoesOn",
    "BiddingNotOpen",
    "BidsExist",
    "CertificateExists",
    "ChannelClosed",
    "ClientExists",
    "HalfCharacter",
    "KeyUsed",
    "LineTaken",
    "LotExists",
    "LotNotOpen",
    "LotOutsideSessions",
    "MaximumBelowPrice",
    "MaximumNotRaised",
    "NotRegistered",
    "NotWholeUnits",
    "NoticeNeeded",
    "OffTheLadder",
    "OverCreditLimit",
    "PaddleIsSuspended",
    "PaddleTaken",
    "PaddleUnchanged",
    "ReasonNeeded",
    "ReceivedLater",
    "RecordedRefusal",
    "Refusal",
    "ReserveAboveEstimate",
    "ReserveBelowHouseBid",
    "ReserveMetAlready",
    "SaleExists",
    "SaleIsClosed",
    "SamePerson",
    "SecondPersonNeeded",
    "TermsFixed",
    "UnknownCertificate",
    "UnknownClient",
    "UnknownLot",
    "UnknownPaddle",
    "UnknownSale",
]
