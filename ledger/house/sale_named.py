"""The sale that a refusal or a command is about: by its clock they tell moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ledger.identity import LotId, SaleId, sale_of


def sale_named(values: Mapping[str, object]) -> SaleId | None:
    """Return the sale that a refusal or a command names, also by a lot of it."""
    sale, lot = values.get("sale"), values.get("lot")
    slips = values.get("slips")
    if isinstance(slips, Sequence) and slips:
        lot = slips[0].lot
    if isinstance(lot, str):
        return sale_of(LotId(lot))
    return SaleId(sale) if isinstance(sale, str) else None
