"""The service: one ledger, opened to many callers at once."""
