"""The page of events: what each records, and what events are made of."""

from __future__ import annotations

import inspect
import json
from dataclasses import fields
from typing import get_type_hints

from ledger import entry, identity, money
from ledger.events import (
    NAMES,
    bank,
    banking,
    bookkeeping,
    buyer,
    client,
    consignment,
    corrections,
    diligence,
    dispute,
    documents,
    e_invoices,
    funds,
    holds,
    intake,
    ledger,
    looks,
    lot,
    messages,
    openings,
    own_tax,
    periods,
    pictures,
    reminder,
    reviews,
    room,
    sale,
    users,
    vocabulary,
    write_offs,
)
from ledger.events.former import FORMER
from ledger.terms import Terms, premium, settlement_rules, tax
from ledger.value import is_later
from tests.printed.said import (
    PRINTED,
    about,
    docstrings,
    must_mean,
    of_field,
    paragraphs,
    table,
    words,
)

ROOMS = (
    ("Ledger", ledger),
    ("Sale", sale),
    ("Lot", lot),
    ("Room", room),
    ("Messages", messages),
    ("Pictures", pictures),
    ("Openings", openings),
    ("Corrections", corrections),
    ("Client", client),
    ("Intake", intake),
    ("Due diligence", diligence),
    ("Legal holds", holds),
    ("Dispute", dispute),
    ("Reviews", reviews),
    ("Books", bookkeeping),
    ("Buyers", buyer),
    ("Banks' files", banking),
    ("E-invoices", e_invoices),
    ("Write-offs", write_offs),
    ("Consignors", consignment),
    ("Funds", funds),
    ("Bank accounts", bank),
    ("Tax of the house", own_tax),
    ("Reminders", reminder),
    ("Periods", periods),
    ("Looks", looks),
    ("Users", users),
)
PARTS = (
    vocabulary.Standing,
    documents.InvoiceLine,
    documents.StatementLine,
    banking.BankEntry,
    premium.Slice,
    tax.TaxDue,
    settlement_rules.SettlementRules,
    settlement_rules.ConsignorRules,
    bank.DayBalance,
    diligence.InventoryItem,
    intake.RetentionRule,
    pictures.Picture,
)
WORDS = (
    vocabulary.Rule,
    identity.Channel,
    ledger.Birth,
    lot.QuantityMode,
    lot.PassReason,
    room.OpeningRule,
    corrections.ReopenedFor,
    diligence.Check,
    diligence.CheckOutcome,
    diligence.Dealing,
    intake.KeptRecords,
    pictures.MediaType,
    dispute.Ruling,
    client.ClientKind,
    identity.Role,
    documents.Charge,
    documents.Deduction,
    tax.TaxScheme,
    tax.TaxRounding,
    buyer.Lateness,
    e_invoices.EInvoiceForm,
    write_offs.WriteOff,
    funds.FundsKind,
    bank.BankEntryKind,
    bank.RemittanceKind,
    own_tax.PurchaseTaxKind,
    own_tax.MarginLosses,
    looks.LookKind,
)


def events_page():
    """Print every event with its fields."""
    told = ["# Events", PRINTED, must_mean("pages", "events")]
    for name, page in ROOMS:
        told += [f"## {name}", *(paragraphs(page)[1:] or paragraphs(page))]
        told += [
            _shape(stored, shape)
            for stored, shape in NAMES.items()
            if inspect.getmodule(shape) is page
        ]
    told += ["## What an event stands in"]
    told += [_shape("Entry", entry.Entry), _shape("Attribution", entry.Attribution)]
    told += ["## What events are made of"]
    told += [_shape(part.__name__, part) for part in PARTS]
    told += [*map(words, WORDS), f"### Kinds of values\n\n{_kinds()}"]
    return [*told, "## Former shapes", must_mean("pages", "former"), _former_shapes()]


def _former_shapes():
    rows = [
        (
            f"`{stored}`",
            f"`{get_type_hints(shape.upcast)['return'].__name__}`",
            about(shape),
        )
        for stored, shape in FORMER.items()
    ]
    return table("stored as", "read as", "", rows=rows)


def _shape(heading, shape):
    rows = [
        (f"`{field.name}`", f"`{field.type}`", _meaning(shape, field))
        for field in fields(shape)
    ]
    return f"### {heading}\n\n{about(shape)}\n\n{table('field', 'kind', '', rows=rows)}"


def _meaning(shape, field):
    meaning = of_field(shape, field.name) or ""
    if is_later(field):
        meaning += f" Left out of the text where it is `{json.dumps(field.default)}`."
    return meaning.strip()


def _kinds():
    rows = [
        (f"`{name}`", told)
        for room in (identity, entry, money)
        for name, told in docstrings(room).items()
        if name.isidentifier() and not name.isupper()
    ]
    rows.append(("`Currency`", "An ISO 4217 code, such as `USD`."))
    rows.append(("`Terms`", f"{about(Terms)} See [terms files](terms.md)."))
    return table("kind", "meaning", rows=rows)
