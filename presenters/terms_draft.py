"""A terms file as a house begins one: a sale with one session in a room."""

from __future__ import annotations

import json

_DRAFT = """\
sale = {sale}
title = {title}
house = {house}
zone = {zone}
# The house whose increments, premium and rules of the room are taken over.
preset = {preset}

[[sessions]]
number = 1
name = "In the room"
lots = {lots}
kind = "floor"
starts = {starts}
# Absentee bids are taken until then.
proxies_end = "10 minutes before"
channels = ["floor", "phone", "mail", "fax", "internet", "live"]
"""


def terms_draft(
    *,
    sale: str,
    title: str,
    house: str,
    zone: str,
    preset: str,
    lots: str,
    starts: str,
) -> str:
    """Write the terms of a live sale, to be looked over before they are announced."""
    given = {
        "sale": sale,
        "title": title,
        "house": house,
        "zone": zone,
        "preset": preset,
        "lots": lots,
        "starts": starts,
    }
    # A text in JSON is one in TOML.
    written = {
        name: json.dumps(text, ensure_ascii=False) for name, text in given.items()
    }
    return _DRAFT.format(**written)
