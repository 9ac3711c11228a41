"""Verify the views of a ledger, and the books that they make, against its log."""
