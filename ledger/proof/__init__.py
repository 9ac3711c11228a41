"""What proves the log to others, by public standards: no database is known here."""
