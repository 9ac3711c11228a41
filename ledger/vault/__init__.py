"""Keys and people: what may be opened, and what can be destroyed, beside the log."""
