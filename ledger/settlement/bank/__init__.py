"""A bank's statement: what its lines pay, what was booked before, what came back."""

from __future__ import annotations

from ledger.settlement.bank.line import BankLine
from ledger.settlement.bank.match import LineOutcome, Match
from ledger.settlement.bank.matching import match

__all__ = ["BankLine", "LineOutcome", "Match", "match"]
