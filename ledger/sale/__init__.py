"""A sale: its terms, its paddles, what bidders were told, its end."""

from __future__ import annotations

from ledger.sale.sale import (
    Holder as Holder,
    Sale as Sale,
    amend_terms as amend_terms,
    announce as announce,
    announced_again as announced_again,
    close as close,
    close_session as close_session,
    evolve as evolve,
    must_be_open as must_be_open,
    open_session as open_session,
    set_settlement as set_settlement,
)
