"""Verify a ledger: all that is wrong with its file and its log, and where."""
