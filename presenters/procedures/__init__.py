"""How the record is kept: a description printed from what a ledger itself says."""
