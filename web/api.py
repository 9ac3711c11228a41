"""The API: every operation of the service."""

from web.bulk import BIDS_IN_BULK
from web.operations.approvals import OPERATIONS as APPROVALS
from web.operations.audit import OPERATIONS as AUDIT
from web.operations.audits import OPERATIONS as AUDITS
from web.operations.bank import OPERATIONS as BANK
from web.operations.bidders import OPERATIONS as BIDDERS
from web.operations.bids import OPERATIONS as BIDS
from web.operations.billing import OPERATIONS as BILLING
from web.operations.catalogue import OPERATIONS as CATALOGUE
from web.operations.checks import OPERATIONS as CHECKS
from web.operations.corrections import OPERATIONS as CORRECTIONS
from web.operations.diligence import OPERATIONS as DILIGENCE
from web.operations.disputes import OPERATIONS as DISPUTES
from web.operations.documents import OPERATIONS as DOCUMENTS
from web.operations.e_invoices import OPERATIONS as E_INVOICES
from web.operations.erasure import OPERATIONS as ERASURE
from web.operations.files import OPERATIONS as FILES
from web.operations.history import OPERATIONS as HISTORY
from web.operations.indicators import OPERATIONS as INDICATORS
from web.operations.looks import OPERATIONS as LOOKS
from web.operations.lots import OPERATIONS as LOTS
from web.operations.messages import OPERATIONS as MESSAGES
from web.operations.money import OPERATIONS as MONEY
from web.operations.own_bids import OPERATIONS as OWN_BIDS
from web.operations.own_tax import OPERATIONS as OWN_TAX
from web.operations.packs import OPERATIONS as PACKS
from web.operations.passkeys import OPERATIONS as PASSKEYS
from web.operations.payment_files import OPERATIONS as PAYMENT_FILES
from web.operations.pictures import OPERATIONS as PICTURES
from web.operations.printing import OPERATIONS as PRINTING
from web.operations.registers import OPERATIONS as REGISTERS
from web.operations.reports import OPERATIONS as REPORTS
from web.operations.room import OPERATIONS as ROOM
from web.operations.sales import OPERATIONS as SALES
from web.operations.sessions import OPERATIONS as SESSIONS
from web.operations.settlement import OPERATIONS as SETTLEMENT
from web.operations.tokens import OPERATIONS as TOKENS
from web.operations.users import OPERATIONS as USERS
from web.operations.whole_sales import OPERATIONS as WHOLE_SALES
from web.streams import FOLLOW_SALE

OPERATIONS = (
    *(*SALES, *CATALOGUE, *LOTS, *BIDS, *OWN_BIDS, *ROOM, *MESSAGES),
    *BIDDERS,
    *(*CORRECTIONS, *SETTLEMENT, *DOCUMENTS, *BILLING, *MONEY, *BANK),
    *(*PAYMENT_FILES, *OWN_TAX, *DILIGENCE, *ERASURE, *REGISTERS),
    *(*FILES, *DISPUTES, *LOOKS, *AUDIT, *AUDITS, *CHECKS, *HISTORY, *INDICATORS),
    *WHOLE_SALES,
    *(*PACKS, *REPORTS, *PRINTING, *PICTURES, *E_INVOICES),
    *(*USERS, *APPROVALS, *PASSKEYS, *TOKENS, *SESSIONS),
)
"""Every operation."""

STREAMED = (FOLLOW_SALE, BIDS_IN_BULK)
"""What goes on piece by piece."""
