"""The page of refusals: every code, what is said, and what to do."""

from __future__ import annotations

import importlib
import inspect

from ledger.refusals import Refusal
from ledger.store import codec
from tests.printed.said import PRINTED, about, flat, must_mean, paragraphs

ROOMS = (
    "naming",
    "changing",
    "bidding",
    "room",
    "repeating",
    "timing",
    "listing",
    "correcting",
    "disputing",
    "intake",
    "evidence",
    "settling",
    "taxing",
    "consigning",
    "paying",
    "funds",
    "banking",
    "own_tax",
    "periods",
    "keeping",
    "proving",
    "vault",
    "looking",
    "allowing",
)


def refusals():
    """Return every kind of refusal, wherever it is said."""
    return [kind for kind in Refusal.__subclasses__() if "code" in vars(kind)]


def refusals_page():
    """Print every refusal, room by room."""
    rooms = [importlib.import_module(f"ledger.refusals.{name}") for name in ROOMS]
    told = ["# Refusals", PRINTED, must_mean("pages", "refusals")]
    for room in rooms:
        told.append(f"## {paragraphs(room)[0].partition(':')[0].rstrip('.')}")
        told += [
            _refusal(kind) for kind in refusals() if inspect.getmodule(kind) is room
        ]
    told.append("## What cannot be kept")
    return [*told, *(_refusal(k) for k in refusals() if inspect.getmodule(k) is codec)]


def _refusal(kind):
    said = "\n".join(f"> {flat(line)}" for line in (kind.what, kind.remedy) if line)
    return f"### {kind.code}\n\n{about(kind)}\n\n{said}"
