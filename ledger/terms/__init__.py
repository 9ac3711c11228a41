"""The terms of a sale: what differs between houses is data, and this is its shape.

Terms are announced whole with the sale and recorded in its first event, so that a
replay years later finds the rules of the day. They are read from ``terms.toml`` by
``ledger.files.terms_file``.
"""

from __future__ import annotations

from ledger.terms.sale_terms import Rules, Terms

__all__ = ["Rules", "Terms"]
