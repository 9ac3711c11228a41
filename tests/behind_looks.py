"""Who outside the house reads what may be sealed, and why nobody sees it unrecorded.

What is stored may be read by all; what is opened stands behind a look. A function that
opens an amount, or reads a field of that name, is here, or a test fails.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

OPENING = {
    *("opened_amounts", "opened_amounts_at", "opened_at", "opened_history"),
    *("opened_replays", "opened_reviews", "recompute", "steps", "what_if"),
    "most_to_pay",
}
"""What returns amounts that were opened, when it is called."""
FIELDS = {"maximum", "reserve"}
"""What amounts are called where they stand."""
LOOKING = {"may_show", "must_show", "must_have_looked", "has_looked"}
"""What records a look, or tells whether one is on record or can be."""

LOOKED = "it records the look itself before that, or asks whether it is on record"
GATED = "whoever calls it recorded the look, or has it masked"
HANDED = "it prints what it is handed, which was stored, or opened behind a look"
MASKED = "what is sealed in it is left out"
STORED = "it reads what is stored: an amount that is sealed is empty there"
WHETHER = "it tells whether there is a reserve or it is met, and no amount"
OWN = "it is the bidder's own, or what somebody types"
OUTSIDE = "it is of a file that others publish, and of no ledger"
DEMO = "a rehearsal, whose keys anybody derives"
ALOUD = "everybody heard it in the room"
WIDTH = "it is of no lot"

REASONS = {
    "commands/audit/fairness.py:_account": LOOKED,
    "commands/console/lot_panel.py:_reserve_text": GATED,
    "commands/demo/command.py:play_all": DEMO,
    "commands/looking.py:opened_lines": LOOKED,
    "commands/looking.py:opened_in_turn": GATED,
    "commands/output.py:_print_fitted": WIDTH,
    "commands/replay/csv.py:_verdicts": OUTSIDE,
    "commands/replay/lot.py:_print_steps": LOOKED,
    "commands/replay/lot.py:_print_what_if": LOOKED,
    "commands/replay/lot.py:_print_recount": MASKED,
    "commands/replay/sale.py:_print_what_if": LOOKED,
    "commands/report/printing.py:_reserves": LOOKED,
    "presenters/dispute_account.py:account_of": GATED,
    "presenters/envelopes.py:_envelope_row": STORED,
    "presenters/exposure.py:exposure_shape": OWN,
    "presenters/fairness/listing.py:_Lister.ties": HANDED,
    "presenters/fairness/listing.py:_Lister._house_row": HANDED,
    "presenters/fairness/report.py:_tie_row": HANDED,
    "presenters/fairness/report.py:_house_row": HANDED,
    "presenters/foreign_history.py:_refused_words": OUTSIDE,
    "presenters/history.py:row": HANDED,
    "presenters/history.py:_rule_words": HANDED,
    "presenters/indicators/file_evidence.py:_lot_bidding": OUTSIDE,
    "presenters/indicators/file_evidence.py:_bid": OUTSIDE,
    "presenters/indicators/looking.py:looking_at": GATED,
    "presenters/indicators/lot_walk.py:LotWalk._on_bid": HANDED,
    "presenters/indicators/lot_walk.py:LotWalk._on_taken_out": HANDED,
    "presenters/lot.py:lot_summary_shape": WHETHER,
    "presenters/lot.py:lot_row": WHETHER,
    "presenters/lot_chart.py:chart_of": HANDED,
    "presenters/lot_chart.py:_range": HANDED,
    "presenters/opened_history.py:_opened": GATED,
    "presenters/pages/plot.py:_draw_marks": HANDED,
    "presenters/pages/plot_marks.py:Marks.within": HANDED,
    "presenters/pages/plot_marks.py:_mark_maximums": HANDED,
    "presenters/pages/plot_marks.py:_amount_of": HANDED,
    "presenters/pages/replay.py:replayed_lot": GATED,
    "presenters/pages/step_cards.py:_auditor_facts": HANDED,
    "presenters/pages/summary.py:summary_page": GATED,
    "presenters/public_entry.py:public_entry_shape": WHETHER,
    "presenters/results.py:lot_result_shape": WHETHER,
    "presenters/why.py:_off_increment_lines": HANDED,
    "presenters/why.py:_reserve_lines": HANDED,
    "projections/bids/handlers.py:_on_reserve_set": STORED,
    "projections/bids/openings.py:on_maximums_opened": STORED,
    "projections/bids/openings.py:on_reserve_opened": STORED,
    "projections/fairness/ties.py:_other_bid": HANDED,
    "projections/fairness/ties.py:_most": HANDED,
    "projections/lot_states.py:reserve_set": STORED,
    "projections/reports/text.py:_drawn_lines": WIDTH,
    "web/operations/audit.py:replay_lot": MASKED,
    "web/operations/bids.py:place_bid": OWN,
    "web/operations/indicators.py:_opened": GATED,
    "web/operations/looks.py:steps_that_are_shown": GATED,
    "web/operations/looks.py:what_a_lot_would_be": GATED,
    "web/operations/looks.py:what_is_shown": GATED,
    "web/operations/own_bids.py:_own_bid": OWN,
    "web/operations/whole_sales.py:made_fairness": LOOKED,
    "web/operations/whole_sales.py:show_sale_what_if": LOOKED,
    "web/pages/developer.py:replayed_page": MASKED,
    "web/pages/developer.py:steps_page": LOOKED,
    "web/pages/disputes.py:_steps": MASKED,
    "web/pages/disputes.py:dispute_page": MASKED,
    "web/pages/envelopes.py:opened_steps": STORED,
    "web/pages/envelopes.py:_increment": ALOUD,
    "web/pages/lot_history.py:lot_history_page": LOOKED,
    "web/pages/lot_history.py:_to_this_day": GATED,
    "web/pages/lots.py:bid_page": OWN,
}
"""Why each function may read it, by its module and its name there."""


class Reader:
    """A function, and the lines in which it opens, reads and looks."""

    def __init__(self) -> None:
        self.opens: list[int] = []
        self.reads: list[int] = []
        self.looks: list[int] = []


def readers(root: Path, folder: str) -> dict[str, Reader]:
    """Return every function of a folder that opens or reads, by its place."""
    found: dict[str, Reader] = {}
    for path in sorted((root / folder).rglob("*.py")):
        place = path.relative_to(root).as_posix()
        for name, node in _within(ast.parse(path.read_text(encoding="utf-8")), ""):
            _note(found.setdefault(f"{place}:{name}", Reader()), node)
    return {name: each for name, each in found.items() if each.opens or each.reads}


def _within(node: ast.AST, name: str) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        inner = name
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = f"{name}.{child.name}".lstrip(".")
        yield inner, child
        yield from _within(child, inner)


def _note(reader: Reader, node: ast.AST) -> None:
    if isinstance(node, ast.Attribute) and node.attr in FIELDS:
        reader.reads.append(node.lineno)
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func).rpartition(".")[2]
        if called in OPENING:
            reader.opens.append(node.lineno)
        if called in LOOKING:
            reader.looks.append(node.lineno)
