"""Indicators as a reviewer reads them: of a ledger or a file, ranked, with sources."""
