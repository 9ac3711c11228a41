"""Indicators of shill bidding and of rings: evidence for a reviewer, no verdict."""
