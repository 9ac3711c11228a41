"""The description as one HTML page, which asks for nothing from outside."""

from __future__ import annotations

from presenters.pages.page import stand_alone
from presenters.procedures.document import Document


def html(document: Document) -> bytes:
    """Write a description as a page; whatever is told is text, and is escaped."""
    page = stand_alone("procedures.html", document=document)
    return page.encode()
