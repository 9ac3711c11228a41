"""The function that evolves each kind of aggregate, by its streams' first word."""

from __future__ import annotations

from functools import partial, reduce

from ledger import client, dispute, hold, ledger, looks, sale, users
from ledger.lot.evolve import evolve_all
from ledger.settlement import (
    account,
    bank_account,
    consignment,
    credit_note,
    funds,
    invoice,
    own_tax,
    periods,
    series,
    tax_table,
)
from ledger.store.cache import EvolveByKind

EVOLVE: EvolveByKind = {
    "ledger": partial(reduce, ledger.evolve),
    "sale": partial(reduce, sale.evolve),
    "lot": evolve_all,
    "client": partial(reduce, client.evolve),
    "hold": partial(reduce, hold.evolve),
    "dispute": partial(reduce, dispute.evolve),
    "account": partial(reduce, account.evolve),
    "invoice": partial(reduce, invoice.evolve),
    "credit-note": partial(reduce, credit_note.evolve),
    "consignment": partial(reduce, consignment.evolve),
    "periods": partial(reduce, periods.evolve),
    "series": partial(reduce, series.evolve),
    "funds": partial(reduce, funds.evolve),
    "suspense": partial(reduce, funds.evolve),
    "bank": partial(reduce, bank_account.evolve),
    "own-tax": partial(reduce, own_tax.evolve),
    "looks": partial(reduce, looks.evolve),
    "users": partial(reduce, users.evolve),
    "tax": partial(reduce, tax_table.evolve),
}
