"""Corrections of a lot: of its bidding, and of its hammer."""
