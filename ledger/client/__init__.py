"""A client: a person or firm, how far it is trusted, and what it showed."""

from __future__ import annotations

from ledger.client.certificates import (
    certificate_for as certificate_for,
    covers as covers,
    file_certificate as file_certificate,
    revoke_certificate as revoke_certificate,
)
from ledger.client.client import (
    Certificate as Certificate,
    Client as Client,
    SelfBilling as SelfBilling,
    agree_self_billing as agree_self_billing,
    bills_itself as bills_itself,
    enrol as enrol,
    evolve as evolve,
    set_jurisdiction as set_jurisdiction,
    set_limit as set_limit,
    set_tax_status as set_tax_status,
    tax_status_on as tax_status_on,
)
