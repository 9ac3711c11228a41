"""What is asked of a ledger whose file was changed, and what is never answered."""

from __future__ import annotations

READS = [
    "lots MAY26 --json",
    "lot show MAY26/2 --json",
    "results MAY26 --json",
    "bids list MAY26 --json",
    "invoice list MAY26 --json",
    "sale show MAY26 --json",
    "client show C-1 --json",
    "report trial-balance MAY26 --json",
    "report checks MAY26 --json",
    "replay sale MAY26 --json",
    "replay lot MAY26/2 --json",
]
WRITES = ["client add C-9 --key c-9", "paddle limit MAY26 101 9000 --reason asked"]

OWN_WORDS = {"UNIQUE", "malformed", "sqlite3.OperationalError", "constraint"}
"""The database's own words, which nobody is shown."""
