"""One lot under the hammer: what it remembers, and what it allows.

``state`` is what it remembers, and ``evolve`` how events change that. What it allows
stands beside: ``listing`` (the catalogue entry, reserve, registrations), ``bidding``
(bids), ``timed`` (late bids), ``room`` (the lot while it is cried), ``hammer`` (the
close), ``corrections`` and ``books``.
"""

from __future__ import annotations

from ledger.events.vocabulary import Stage as Stage
from ledger.lot.claims import Claims as Claims
from ledger.lot.state import (
    Call as Call,
    Lot as Lot,
    Registration as Registration,
)
