"""Every event the house can record, in the order a sale meets them.

Read this folder first: ``ledger``, ``sale``, ``lot``, ``room``, ``openings``,
``corrections``, ``client``, ``intake``, ``diligence``, ``holds``, ``dispute``, then the
books: ``bookkeeping``, ``documents``, ``banking``, ``buyer``, ``e_invoices``,
``write_offs``, ``consignment``, ``funds``, ``bank``, ``own_tax``, and ``periods``;
last ``looks``. An event is past tense, complete and never edited: a mistake is put
right by recording another event.
"""

from __future__ import annotations

from ledger.events.bank import (
    BankAccountBegun as BankAccountBegun,
    BankEntryBooked as BankEntryBooked,
    BankEntryKind as BankEntryKind,
    BankEntryReversed as BankEntryReversed,
    BankEvent as BankEvent,
    BankStatementRecorded as BankStatementRecorded,
    DayBalance as DayBalance,
    RemittanceKind as RemittanceKind,
    RemittanceMade as RemittanceMade,
    RemittanceReversed as RemittanceReversed,
)
from ledger.events.banking import (
    BankEntry as BankEntry,
    PaymentDoubted as PaymentDoubted,
    PaymentUpheld as PaymentUpheld,
)
from ledger.events.bookkeeping import (
    ConsignorSettled as ConsignorSettled,
    ExportLapsed as ExportLapsed,
    ExportProofFiled as ExportProofFiled,
    LotBooksEvent as LotBooksEvent,
    LotCredited as LotCredited,
    LotInvoiced as LotInvoiced,
    LotPaid as LotPaid,
    LotReleased as LotReleased,
    LotUnpaid as LotUnpaid,
    NumberDrawn as NumberDrawn,
    PurchaseRecorded as PurchaseRecorded,
    SeriesBroughtForward as SeriesBroughtForward,
    SettlementSet as SettlementSet,
    TaxRatesSet as TaxRatesSet,
    TaxTreatmentSet as TaxTreatmentSet,
)
from ledger.events.buyer import (
    AccountEvent as AccountEvent,
    BuyerCharged as BuyerCharged,
    ChargesInvoiced as ChargesInvoiced,
    ChargeWithdrawn as ChargeWithdrawn,
    CreditNoteIssued as CreditNoteIssued,
    InvoiceCredited as InvoiceCredited,
    InvoiceEvent as InvoiceEvent,
    InvoiceIssued as InvoiceIssued,
    LateFeeCharged as LateFeeCharged,
    LateFeeWaived as LateFeeWaived,
    Lateness as Lateness,
    PaymentCleared as PaymentCleared,
    PaymentMoved as PaymentMoved,
    PaymentReceived as PaymentReceived,
    PaymentRefunded as PaymentRefunded,
    PaymentReversed as PaymentReversed,
)
from ledger.events.client import (
    CertificateFiled as CertificateFiled,
    CertificateRevoked as CertificateRevoked,
    ClientEnrolled as ClientEnrolled,
    ClientEvent as ClientEvent,
    ClientKind as ClientKind,
    CreditLimitSet as CreditLimitSet,
    ErasedPart as ErasedPart,
    JurisdictionSet as JurisdictionSet,
    PersonErased as PersonErased,
    SelfBillingAgreed as SelfBillingAgreed,
    TaxStatusSet as TaxStatusSet,
)
from ledger.events.consignment import (
    AdvanceMade as AdvanceMade,
    CommissionAgreed as CommissionAgreed,
    ConsignmentEvent as ConsignmentEvent,
    ConsignorInvoiceFiled as ConsignorInvoiceFiled,
    ExpenseCharged as ExpenseCharged,
    PayoutMade as PayoutMade,
    PayoutReversed as PayoutReversed,
    PayoutSent as PayoutSent,
    RepaymentReceived as RepaymentReceived,
    RepaymentReversed as RepaymentReversed,
    StatementIssued as StatementIssued,
)
from ledger.events.corrections import (
    BidRetracted as BidRetracted,
    BidStruck as BidStruck,
    Correction as Correction,
    HammerAmended as HammerAmended,
    LotReopened as LotReopened,
    LotResold as LotResold,
    ReopenedFor as ReopenedFor,
    SaleRescinded as SaleRescinded,
)
from ledger.events.diligence import (
    Check as Check,
    CheckOutcome as CheckOutcome,
    ContractFiled as ContractFiled,
    Dealing as Dealing,
    DealingDecided as DealingDecided,
    DueDiligenceChecked as DueDiligenceChecked,
    InventoryItem as InventoryItem,
)
from ledger.events.dispute import (
    DisputeEvent as DisputeEvent,
    DisputeOpened as DisputeOpened,
    DisputeSignedOff as DisputeSignedOff,
    FindingRecorded as FindingRecorded,
    ReplayFiled as ReplayFiled,
    Ruling as Ruling,
)
from ledger.events.documents import (
    Charge as Charge,
    Deduction as Deduction,
    InvoiceLine as InvoiceLine,
    StatementLine as StatementLine,
    net_of as net_of,
    total_of as total_of,
)
from ledger.events.e_invoices import (
    EInvoiceForm as EInvoiceForm,
    EInvoiceIssued as EInvoiceIssued,
    SelfBilledInvoiceIssued as SelfBilledInvoiceIssued,
)
from ledger.events.event import Event as Event
from ledger.events.funds import (
    FundsApplied as FundsApplied,
    FundsEvent as FundsEvent,
    FundsKind as FundsKind,
    FundsMoved as FundsMoved,
    FundsPutBack as FundsPutBack,
    FundsReceived as FundsReceived,
    FundsRefunded as FundsRefunded,
    FundsRefundReversed as FundsRefundReversed,
    FundsReversed as FundsReversed,
)
from ledger.events.holds import (
    HoldEvent as HoldEvent,
    LegalHoldLifted as LegalHoldLifted,
    LegalHoldPlaced as LegalHoldPlaced,
)
from ledger.events.intake import (
    KeptRecords as KeptRecords,
    LotReceived as LotReceived,
    RetentionRule as RetentionRule,
    RetentionSet as RetentionSet,
    SellerBiddingAnnounced as SellerBiddingAnnounced,
    WithoutReserveDeclared as WithoutReserveDeclared,
)
from ledger.events.ledger import (
    AccountBalance as AccountBalance,
    BalancesBroughtForward as BalancesBroughtForward,
    Birth as Birth,
    ClockCorrected as ClockCorrected,
    LedgerBegun as LedgerBegun,
    LedgerEvent as LedgerEvent,
    LedgerTakenOver as LedgerTakenOver,
    LiveBegun as LiveBegun,
    PreviousLedger as PreviousLedger,
    ProgramChanged as ProgramChanged,
    PublishedHead as PublishedHead,
    RolesBegun as RolesBegun,
    SeasonClosed as SeasonClosed,
    SigningKeyAdopted as SigningKeyAdopted,
    VaultAdopted as VaultAdopted,
)
from ledger.events.looks import Looked as Looked, LookKind as LookKind
from ledger.events.lot import (
    BidderRegistered as BidderRegistered,
    BidPlaced as BidPlaced,
    BidRefused as BidRefused,
    ClosingExtended as ClosingExtended,
    HouseBidPlaced as HouseBidPlaced,
    LotAmended as LotAmended,
    LotCatalogued as LotCatalogued,
    LotEvent as LotEvent,
    LotPassed as LotPassed,
    LotSold as LotSold,
    LotTracked as LotTracked,
    LotUntracked as LotUntracked,
    LotWithdrawn as LotWithdrawn,
    PassReason as PassReason,
    QuantityMode as QuantityMode,
    RegistrationCancelled as RegistrationCancelled,
    ReserveSet as ReserveSet,
)
from ledger.events.messages import Audience as Audience, MessageTold as MessageTold
from ledger.events.openings import (
    MaximumsOpened as MaximumsOpened,
    Opening as Opening,
    OpeningEvent as OpeningEvent,
    ReserveOpened as ReserveOpened,
)
from ledger.events.own_tax import (
    GlobalMarginAccounted as GlobalMarginAccounted,
    GlobalMarginReversed as GlobalMarginReversed,
    MarginLosses as MarginLosses,
    OwnTaxEvent as OwnTaxEvent,
    PurchaseTaxAccounted as PurchaseTaxAccounted,
    PurchaseTaxKind as PurchaseTaxKind,
    PurchaseTaxReversed as PurchaseTaxReversed,
)
from ledger.events.periods import (
    PeriodEvent as PeriodEvent,
    PeriodLocked as PeriodLocked,
    PeriodReopened as PeriodReopened,
)
from ledger.events.pictures import (
    LotPictured as LotPictured,
    MediaType as MediaType,
    Picture as Picture,
)
from ledger.events.reminder import ReminderSent as ReminderSent
from ledger.events.reviews import (
    Decision as Decision,
    IndicatorReviewed as IndicatorReviewed,
)
from ledger.events.room import (
    AskingSet as AskingSet,
    FairWarningGiven as FairWarningGiven,
    IncrementSet as IncrementSet,
    LiveBidTaken as LiveBidTaken,
    LotOpened as LotOpened,
    LotSkipped as LotSkipped,
    OpeningRule as OpeningRule,
)
from ledger.events.sale import (
    PaddleIssued as PaddleIssued,
    PaddleLimited as PaddleLimited,
    PaddleReinstated as PaddleReinstated,
    PaddleSuspended as PaddleSuspended,
    SaleAnnounced as SaleAnnounced,
    SaleClosed as SaleClosed,
    SaleEvent as SaleEvent,
    SessionClosed as SessionClosed,
    SessionOpened as SessionOpened,
    TermsAmended as TermsAmended,
)
from ledger.events.users import (
    ApprovalOfLimitsSet as ApprovalOfLimitsSet,
    RoleGranted as RoleGranted,
    RoleRevoked as RoleRevoked,
    UserAdded as UserAdded,
    UserEvent as UserEvent,
    UserKeyAdopted as UserKeyAdopted,
)
from ledger.events.vocabulary import NAMES as NAMES, Rule as Rule, Standing as Standing
from ledger.events.write_offs import (
    InvoiceWrittenOff as InvoiceWrittenOff,
    PaymentPutBack as PaymentPutBack,
    WriteOff as WriteOff,
    WriteOffReversed as WriteOffReversed,
)
