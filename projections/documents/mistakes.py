"""Reasons why a document cannot be made, each with its remedy."""

from __future__ import annotations


class NotAnEInvoice(ValueError):
    """An invoice cannot be told by EN 16931, and what to do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")


class NotPrinted(ValueError):
    """A document cannot be set with the pictures or fonts of the house."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")
