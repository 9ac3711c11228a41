"""A ledger verified, with its views, its books and the ledger before it."""
