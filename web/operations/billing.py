"""Billing beside the settling of a sale: charges, reminders, what is given up."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from ledger.house import (
    accounts,
    consigning,
    payments,
    reminding,
    write_offs,
)
from ledger.house.command import Command
from ledger.identity import InvoiceId, SaleId
from ledger.terms.house import HouseSettings
from ledger.terms.paper import ReminderStep
from web.answers import what_was_recorded
from web.derived import asks_for
from web.fields import InvoiceText
from web.operation import Said, does
from web.problem import HttpProblem
from web.reading import LedgerReading

_SALE = "/sales/{sale}"
_PADDLE = f"{_SALE}/paddles/{{paddle}}"
_CONSIGNOR = f"{_SALE}/consignors/{{consignor}}"
_INVOICE = "/invoices/{invoice}"


class ReminderStepPart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of the house's reminders."""

    step: Literal["friendly", "formal", "last"]
    """What it is called; others have words of their own, in the house's settings."""
    after: Annotated[int, Meta(ge=1, le=2**31)]
    """From how many days overdue on it is sent."""


class RemindersBody(Said, frozen=True, kw_only=True):
    """Who is reminded, and by which steps."""

    steps: tuple[ReminderStepPart, ...] = ()
    """The steps; those of the house's settings, where nothing is said."""
    on: date | None = None
    """The day; today, where nothing is said."""
    invoice: InvoiceText | None = None
    """Of one invoice only; of all of the sale, where nothing is said."""


def remind_of_overdue_invoices(
    reading: LedgerReading,
    settings: HouseSettings | None,
    sale: SaleId,
    body: RemindersBody,
) -> Command:
    """Remind of every invoice of a sale for which a step is due, or of one."""
    steps = tuple(ReminderStep(step=each.step, after=each.after) for each in body.steps)
    steps = steps or (settings.reminders if settings is not None else ())
    if not steps:
        words = (
            "The house's settings have no steps of reminders. Serve the ledger with "
            "--settings that have [[reminders]], or say the steps."
        )
        raise HttpProblem(409, "no-reminders", "No step to take", words)
    invoice = None if body.invoice is None else InvoiceId(body.invoice)
    return reminding.remind(
        sale, steps=steps, on=body.on, invoice=invoice, at=reading.at
    )


OPERATIONS = (
    asks_for(f"{_PADDLE}/charges", accounts.charge),
    asks_for(f"{_PADDLE}/charges/{{charge}}/withdrawal", accounts.withdraw_charge),
    asks_for(f"{_CONSIGNOR}/expenses", consigning.expense),
    asks_for(f"{_CONSIGNOR}/invoices", consigning.file_invoice),
    asks_for(f"{_CONSIGNOR}/statements", consigning.state),
    asks_for(f"{_SALE}/statements", consigning.state_all),
    asks_for(f"{_SALE}/late-charges", payments.charge_late),
    asks_for(f"{_INVOICE}/waivers", payments.waive),
    does(
        f"{_SALE}/reminders",
        "remind of overdue invoices",
        remind_of_overdue_invoices,
        what_was_recorded,
    ),
    asks_for(f"{_INVOICE}/write-offs", write_offs.write_off),
    asks_for(f"{_INVOICE}/write-offs/{{write_off}}/reversal", write_offs.reverse),
)
