"""The forms of a page, held against what their operations are to be told."""

from __future__ import annotations

from html.parser import HTMLParser

import msgspec

from ledger.roles import when_approved
from web.api import OPERATIONS

WANTED = {
    operation.name: {
        each.name for each in msgspec.structs.fields(operation.body) if each.required
    }
    for operation in OPERATIONS
    if operation.body is not None
}
"""The fields that the body of each operation has to have."""
APPROVED = {
    operation.name
    for operation in OPERATIONS
    if operation.verb is not None and when_approved(operation.verb) is not None
}
"""The operations that may take a second person."""


class _Forms(HTMLParser):
    """The forms of a page that ask for an operation, with the names of their fields."""

    def __init__(self, text):
        super().__init__()
        self.forms = []
        self._is_inside = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self._is_inside = (given.get("action") or "").startswith("/forms/")
            if self._is_inside:
                self.forms.append((given["action"].split("/")[2], set()))
        elif self._is_inside and "name" in given:
            self.forms[-1][1].add(given["name"])

    def handle_endtag(self, tag):
        if tag == "form":
            self._is_inside = False


def forms_that_lack(text):
    """Return each form of a page that leaves out what its operation has to be told.

    A file comes with its name, and may be typed.
    """
    return [
        (operation, lacking)
        for operation, names in _Forms(text).forms
        if (lacking := WANTED.get(operation, set()) - names - _of_a_file(names))
    ]


def _of_a_file(names):
    is_typed = any(name == "typed" or name.startswith("cell:") for name in names)
    return {"content", "name"} if is_typed or "content" in names else set()


def forms_without_approval(text):
    """Return each form of a page that may take a second person, and asks for none."""
    return [
        operation
        for operation, names in _Forms(text).forms
        if operation in APPROVED and "ask_approval" not in names
    ]
