"""A sale: its terms, its clock, its close."""
