"""Close a season: end a ledger, and begin the next."""
