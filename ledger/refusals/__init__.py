"""Every way the house can say no.

A refusal is an answer, not a failure: nothing was sold or changed. It says what
happened, then what to do next. Codes are public: once released, a code keeps its
meaning. Where a bid meets several, the first in the order of ``bidding`` is given, and
a refused bid is recorded with its code.
"""

from __future__ import annotations

from ledger.refusals.allowing import (
    ApprovalInvalid as ApprovalInvalid,
    ApprovalNeeded as ApprovalNeeded,
    AuditorNeedsEnd as AuditorNeedsEnd,
    FirstIsAdministrator as FirstIsAdministrator,
    LastAdministrator as LastAdministrator,
    NotAllowed as NotAllowed,
    NotAnApprover as NotAnApprover,
    NotKnown as NotKnown,
    PasswordUnfit as PasswordUnfit,
    RoleNotGranted as RoleNotGranted,
    UnknownUser as UnknownUser,
    UserExists as UserExists,
    UserHasNoKey as UserHasNoKey,
)
from ledger.refusals.banking import (
    BankAccountExists as BankAccountExists,
    BankNumberKnown as BankNumberKnown,
    BeforeAccount as BeforeAccount,
    StatementKnown as StatementKnown,
    StatementOtherAccount as StatementOtherAccount,
    StatementOtherCurrency as StatementOtherCurrency,
    StatementsDisagree as StatementsDisagree,
    UnknownBankAccount as UnknownBankAccount,
    UnknownBankEntry as UnknownBankEntry,
)
from ledger.refusals.bidding import (
    BidBelowAsking as BidBelowAsking,
    BiddingClosed as BiddingClosed,
    BiddingNotOpen as BiddingNotOpen,
    ChannelClosed as ChannelClosed,
    LotNotOpen as LotNotOpen,
    MaximumBelowPrice as MaximumBelowPrice,
    MaximumNotRaised as MaximumNotRaised,
    NotWholeUnits as NotWholeUnits,
    OffTheLadder as OffTheLadder,
    OverCreditLimit as OverCreditLimit,
    PaddleIsSuspended as PaddleIsSuspended,
    PriorBiddersOnly as PriorBiddersOnly,
    ReceivedInTime as ReceivedInTime,
    ReceivedLater as ReceivedLater,
    RoundedBelowAsking as RoundedBelowAsking,
    RoundedBelowPrice as RoundedBelowPrice,
    RoundedNotRaised as RoundedNotRaised,
    RoundedOverLimit as RoundedOverLimit,
    UnknownPaddle as UnknownPaddle,
)
from ledger.refusals.changing import (
    BidsExist as BidsExist,
    EstimateBelowReserve as EstimateBelowReserve,
    NoticeNeeded as NoticeNeeded,
    ReserveAboveEstimate as ReserveAboveEstimate,
    ReserveBelowHouseBid as ReserveBelowHouseBid,
    ReserveMetAlready as ReserveMetAlready,
    TermsFixed as TermsFixed,
)
from ledger.refusals.consigning import (
    InvoiceDiffers as InvoiceDiffers,
    NoInvoiceAwaited as NoInvoiceAwaited,
    NothingPayable as NothingPayable,
    NothingToSend as NothingToSend,
    NotTheHouses as NotTheHouses,
    NotTheirLot as NotTheirLot,
    PayoutNotCovered as PayoutNotCovered,
    PayoutSentAlready as PayoutSentAlready,
    PurchasePriceNeeded as PurchasePriceNeeded,
    UnknownStatement as UnknownStatement,
)
from ledger.refusals.correcting import (
    AboveTheirBid as AboveTheirBid,
    AnotherIsUp as AnotherIsUp,
    BiddingOver as BiddingOver,
    BidNotStanding as BidNotStanding,
    BuyerCalledOff as BuyerCalledOff,
    LaterEndNeeded as LaterEndNeeded,
    NobodyElseBid as NobodyElseBid,
    NoEndInTheRoom as NoEndInTheRoom,
    NoPriceAgreed as NoPriceAgreed,
    NoSecondChance as NoSecondChance,
    NotReopenable as NotReopenable,
    NotRetractable as NotRetractable,
    NotSold as NotSold,
    RetractedLate as RetractedLate,
    SamePerson as SamePerson,
    SecondPersonNeeded as SecondPersonNeeded,
    UnknownBid as UnknownBid,
)
from ledger.refusals.disputing import (
    DisputeIsOver as DisputeIsOver,
    FinderSigns as FinderSigns,
    NothingFound as NothingFound,
    NotInOwnName as NotInOwnName,
    UnknownDispute as UnknownDispute,
)
from ledger.refusals.evidence import (
    NoPackOf as NoPackOf,
    ReceiptOfAnother as ReceiptOfAnother,
)
from ledger.refusals.funds import (
    BadDebtNeedsTwo as BadDebtNeedsTwo,
    FundsCameFrom as FundsCameFrom,
    FundsGone as FundsGone,
    FundsNotTheirs as FundsNotTheirs,
    FundsOtherCurrency as FundsOtherCurrency,
    FundsTooEarly as FundsTooEarly,
    FundsUsed as FundsUsed,
    MoreThanOpen as MoreThanOpen,
    MoreThanOwed as MoreThanOwed,
    NothingOpen as NothingOpen,
    NothingOwed as NothingOwed,
    NoTolerance as NoTolerance,
    NotTakenFrom as NotTakenFrom,
    OverTolerance as OverTolerance,
    PaymentTakenFrom as PaymentTakenFrom,
    SameHolder as SameHolder,
    SetOffElsewhere as SetOffElsewhere,
    SetOffOthers as SetOffOthers,
    SuspenseNeedsTwo as SuspenseNeedsTwo,
    UnknownFunds as UnknownFunds,
    UnknownRefund as UnknownRefund,
    UnknownRepayment as UnknownRepayment,
    UnknownWriteOff as UnknownWriteOff,
)
from ledger.refusals.intake import (
    DealingIsRefused as DealingIsRefused,
    HoldIsLifted as HoldIsLifted,
    MustBeSold as MustBeSold,
    ReserveStands as ReserveStands,
    SignedEarlier as SignedEarlier,
    UnknownHold as UnknownHold,
    WithoutReserve as WithoutReserve,
)
from ledger.refusals.keeping import (
    KeyNotHere as KeyNotHere,
    KeysNotKept as KeysNotKept,
    NoSigningKey as NoSigningKey,
    NothingToSign as NothingToSign,
    NothingToTakeOver as NothingToTakeOver,
    RehearsalKeepsNoKey as RehearsalKeepsNoKey,
    ReplicaNotWritten as ReplicaNotWritten,
    SigningKeyThere as SigningKeyThere,
)
from ledger.refusals.listing import (
    RefusedRow as RefusedRow,
    RowsRefused as RowsRefused,
)
from ledger.refusals.looking import (
    DependsOnSealed as DependsOnSealed,
    LookNotRecorded as LookNotRecorded,
    NothingLookedAt as NothingLookedAt,
)
from ledger.refusals.naming import (
    CertificateExists as CertificateExists,
    ClientExists as ClientExists,
    LotExists as LotExists,
    LotOutsideSessions as LotOutsideSessions,
    NotRecordedYet as NotRecordedYet,
    PaddleTaken as PaddleTaken,
    PaddleUnchanged as PaddleUnchanged,
    SaleExists as SaleExists,
    SaleIsClosed as SaleIsClosed,
    UnknownCertificate as UnknownCertificate,
    UnknownClient as UnknownClient,
    UnknownLot as UnknownLot,
    UnknownName as UnknownName,
    UnknownSale as UnknownSale,
)
from ledger.refusals.own_tax import (
    MarginNotNext as MarginNotNext,
    MarginOfPeriodNeeded as MarginOfPeriodNeeded,
    NoSuchPurchaseTax as NoSuchPurchaseTax,
    UnknownPurchaseTax as UnknownPurchaseTax,
)
from ledger.refusals.paying import (
    BooksMovedOn as BooksMovedOn,
    ClearedBeforeReceived as ClearedBeforeReceived,
    ClientInCredit as ClientInCredit,
    MoreThanCharged as MoreThanCharged,
    NothingToWaive as NothingToWaive,
    NotInDoubt as NotInDoubt,
    NotThatDayYet as NotThatDayYet,
    OtherCurrency as OtherCurrency,
    PaidBeforeInvoice as PaidBeforeInvoice,
    PaymentInDoubt as PaymentInDoubt,
    ReleasedBeforePaid as ReleasedBeforePaid,
    SameInvoice as SameInvoice,
    UnknownCalendar as UnknownCalendar,
)
from ledger.refusals.periods import (
    PeriodIsLocked as PeriodIsLocked,
    PeriodIsOpen as PeriodIsOpen,
    PeriodNotOver as PeriodNotOver,
)
from ledger.refusals.proving import (
    CheckpointOfAnother as CheckpointOfAnother,
    NotACosignature as NotACosignature,
    NotCheckpointed as NotCheckpointed,
    NothingToProve as NothingToProve,
    SeveralBids as SeveralBids,
    TimestampThere as TimestampThere,
)
from ledger.refusals.refusal import (
    Refusal as Refusal,
)
from ledger.refusals.repeating import (
    AlreadyRegistered as AlreadyRegistered,
    AwaitsFirstBid as AwaitsFirstBid,
    BiddingGoesOn as BiddingGoesOn,
    FarBeyond as FarBeyond,
    HalfCharacter as HalfCharacter,
    KeyUsed as KeyUsed,
    LineTaken as LineTaken,
    LotMovedOn as LotMovedOn,
    NotRegistered as NotRegistered,
    ReasonNeeded as ReasonNeeded,
    RecordedRefusal as RecordedRefusal,
)
from ledger.refusals.room import (
    AskingMovedOn as AskingMovedOn,
    AskingTooLow as AskingTooLow,
    GraceOver as GraceOver,
    IncrementTooSmall as IncrementTooSmall,
    LeadsAlready as LeadsAlready,
    NoCutBid as NoCutBid,
    NoHouseBid as NoHouseBid,
    NotCried as NotCried,
    NothingToSell as NothingToSell,
    NotUp as NotUp,
    OpeningOutOfRange as OpeningOutOfRange,
    OpeningSettled as OpeningSettled,
    SessionGoesOn as SessionGoesOn,
    SessionNotBegun as SessionNotBegun,
    SessionOver as SessionOver,
)
from ledger.refusals.settling import (
    IssuedTooEarly as IssuedTooEarly,
    MoreThanOverpaid as MoreThanOverpaid,
    NothingOverpaid as NothingOverpaid,
    NothingToCredit as NothingToCredit,
    NotOverdue as NotOverdue,
    NotPaidFor as NotPaidFor,
    NotPayableYet as NotPayableYet,
    OverMethodLimit as OverMethodLimit,
    PaymentClearedAlready as PaymentClearedAlready,
    PaymentGone as PaymentGone,
    SaleGoesOn as SaleGoesOn,
    SettlementNotSet as SettlementNotSet,
    UnknownCharge as UnknownCharge,
    UnknownConsignor as UnknownConsignor,
    UnknownCreditNote as UnknownCreditNote,
    UnknownInvoice as UnknownInvoice,
    UnknownLine as UnknownLine,
    UnknownMethod as UnknownMethod,
    UnknownPayment as UnknownPayment,
    UnknownPayout as UnknownPayout,
    UnknownReminder as UnknownReminder,
    UnknownSession as UnknownSession,
)
from ledger.refusals.taxing import (
    LotInvoicedAlready as LotInvoicedAlready,
    NoRateForLot as NoRateForLot,
    NoTaxTable as NoTaxTable,
    UnknownJurisdiction as UnknownJurisdiction,
)
from ledger.refusals.timing import (
    ClaimAhead as ClaimAhead,
    ClaimWithoutReason as ClaimWithoutReason,
    ClockBehind as ClockBehind,
    ClockRight as ClockRight,
    DatedBefore as DatedBefore,
    EndHasPassed as EndHasPassed,
    LiveAlready as LiveAlready,
    ReceiptNeedsReason as ReceiptNeedsReason,
    RehearsalForEver as RehearsalForEver,
)
from ledger.refusals.vault import (
    BasisNeeded as BasisNeeded,
    EInvoiceNotHere as EInvoiceNotHere,
    EInvoiceOther as EInvoiceOther,
    ErasedAlready as ErasedAlready,
    KeptByHold as KeptByHold,
    KeyErased as KeyErased,
    NothingToOpen as NothingToOpen,
    StaysSealed as StaysSealed,
    VaultClosed as VaultClosed,
    VaultThere as VaultThere,
)
