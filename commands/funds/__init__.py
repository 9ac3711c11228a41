"""Money without an invoice: taking it, applying it, giving it back, reading it."""
