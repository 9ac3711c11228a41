"""Two affairs that have nothing in common but the house they are affairs of.

Each has a sale, a buyer, a consignor and a month of its own. All that reports and
exports tell of happens in both.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction

from ledger.events import CertificateFiled, Charge, PaddleIssued
from ledger.identity import InvoiceId, Paddle, lot_id
from ledger.terms.tax import TaxScheme
from tests.books_by_hand import (
    BUYER,
    CONSIGNOR,
    FIRST,
    afterwards,
    december,
    drawn,
    due,
    inside,
    invoice,
    line,
    lot_invoiced,
    received,
    whole_story,
)
from tests.entries import NOON, SALE, Log, catalogued, sold

OTHERS = {
    "SPACE": "OCEAN",
    "HA-2025": "HB-2026",
    "C-7": "C-8",
    "C-1042": "C-1043",
}
"""What the second affair calls what the first calls otherwise."""

MONTH = timedelta(days=31)
MARGIN, THIRD = lot_id(SALE, "50065"), InvoiceId("HA-2025-00003")

SILENT = PaddleIssued(
    sale=SALE, paddle=Paddle("99"), client=BUYER, client_class=None, limit=None
)
"""An event that no view hears."""


def first_affair():
    """Tell all that can happen, and what only some reports ask for."""
    story = [entry.event for entry in whole_story().entries]
    paper = CertificateFiled(
        client=BUYER,
        jurisdiction="US-TX",
        number="TX-100",
        valid_from=december(1),
        valid_until=december(31),
    )
    by_margin = (
        line(1, Charge.HAMMER, 600, lot=MARGIN, scheme=TaxScheme.MARGIN),
        line(
            2,
            Charge.PREMIUM,
            150,
            lot=MARGIN,
            scheme=TaxScheme.MARGIN,
            taxes=(inside(25), due(0, Fraction(0), certificate="TX-100")),
        ),
    )
    return [
        *story,
        *afterwards(),
        received(f"{FIRST}/P4", 20, 22, method="cash"),
        catalogued(MARGIN, order=5, consignor=CONSIGNOR),
        sold("17", 600, MARGIN),
        drawn("HA-2025", 3, THIRD),
        invoice(THIRD, by_margin),
        lot_invoiced(MARGIN, 600, THIRD),
        drawn("HA-2025", 4, "HA-2025-00004"),
        paper,
    ]


def elsewhere(value):
    """Say the same of the second affair, a month later."""
    if isinstance(value, str) and not isinstance(value, Enum):
        for ours, theirs in OTHERS.items():
            value = value.replace(ours, theirs)
    elif isinstance(value, date):
        value += MONTH
    elif isinstance(value, tuple):
        value = tuple(map(elsewhere, value))
    elif is_dataclass(value):
        names = [field.name for field in fields(value)]
        told = {name: elsewhere(getattr(value, name)) for name in names}
        value = replace(value, **told)
    return value


def log_of(*affairs):
    """Tell of affairs whose events take turns, each recorded in a month of its own."""
    log = Log()
    for turn in zip(*affairs, strict=True):
        for months, event in enumerate(turn):
            log.tell(event, recorded_at=NOON + months * MONTH)
    return log
