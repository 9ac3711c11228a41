"""What is never kept beside a ledger: its signing keys, and heads of its log."""
