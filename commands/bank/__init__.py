"""The house's bank accounts: their own entries, remittances, and statements."""
