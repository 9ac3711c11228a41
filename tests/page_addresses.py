"""An address of each page in the sale of tests, and who may see it."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from ledger.identity import Role
from ledger.roles import BIDDERS_OWN, SIGHTS, may
from tests.settled_before import INVOICE, STATEMENT

NAMED = {
    "sale": "MAY26",
    "number": "1",
    "client": "C-101",
    "paddle": "101",
    "position": "1",
    "dispute": "1",
    "report": "trial-balance",
    "invoice": INVOICE,
    "statement": STATEMENT,
}
ASKED = {
    "bid_page": {"paddle": "101", "maximum": "150"},
    "search_page": {"words": "1"},
}
"""What some pages need to be asked with."""
HTML = {"accept": "text/html"}


def address(page, **more):
    path = re.sub(r"{(\w+)}", lambda part: NAMED[part[1]], page.path)
    asked = {**ASKED.get(page.name, {}), **more}
    return f"{path}?{urlencode(asked)}" if asked else path


def is_for(page, role):
    """Say whether a role may see a page, by the tables of roles alone."""
    sees = page.sight is None or page.sight in SIGHTS[role]
    return sees and (page.verb is None or may_ask(role, page.verb))


def may_ask(role, verb):
    own = role is Role.BIDDER and verb in BIDDERS_OWN
    return own or may(role, verb)
