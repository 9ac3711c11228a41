"""Where goods and services are supplied, where that differs: in Northern Ireland.

For goods Northern Ireland is in the union's VAT area, for services it is in the United
Kingdom: Article 8 of the Windsor Framework, and its numbers begin with XI.
"""

from __future__ import annotations

UNITED_KINGDOM, NORTHERN_IRELAND = "GB", "XI"
_NORTHERN_IRISH = ("XI", "GB-NIR")


def goods_territory(place: str) -> str:
    """Return the country whose VAT area goods in a place are in."""
    is_irish = place[:2] == _NORTHERN_IRISH[0] or place.startswith(_NORTHERN_IRISH[1])
    return NORTHERN_IRELAND if is_irish else place[:2]


def country_of(place: str) -> str:
    """Return the country of a place: Northern Ireland is in the United Kingdom."""
    country = place[:2]
    return UNITED_KINGDOM if country == NORTHERN_IRELAND else country
