"""Statements: issuing and reading them."""
