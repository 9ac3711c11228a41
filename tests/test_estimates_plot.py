"""The plot of a sale summary: what it marks, when it is there, and always the same."""

from __future__ import annotations

import re
from base64 import b64decode

import matplotlib as mpl
import pytest

from ledger.money import Currency
from projections.reports.estimates_plot import LOTS_MAX, Fate, plot, with_plots
from tests.books_by_hand import Books, whole_story
from tests.clerk import CLOSED, MAIN, Clerk, clerk_of_a_sale, process

pytestmark = pytest.mark.slow

USD = Currency("USD")
FATES = (
    Fate("1", 100_00, 200_00, 150_00, "within"),
    Fate("2", 100_00, 200_00, 50_00, "below"),
    Fate("3", 100_00, 200_00, 900_00, "above"),
    Fate("4", None, None, 70_00, ""),
    Fate("5", 100_00, None, None, ""),
    Fate("6", None, None, None, ""),
)
MANY = tuple(one._replace(lot=f"{n}") for n, one in enumerate(FATES * LOTS_MAX))


@pytest.fixture
def clerk(tmp_path):
    """Return a clerk whose sale is over."""
    clerk = clerk_of_a_sale(tmp_path)
    clerk.does("bid MAY26/1 --paddle 101 --maximum 200 --at 2026-05-04T12:00-05:00")
    clerk.does(f"sale close MAY26 --at {CLOSED}")
    return clerk


@pytest.mark.parametrize("fates", [FATES, MANY, FATES[-1:]], ids=["6", "480", "1"])
@pytest.mark.parametrize(("form", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_the_same_lots_give_the_same_bytes(fates, form, begins):
    drawn = plot(fates, USD, form=form)
    assert drawn.startswith(begins)
    with mpl.rc_context({"font.size": 30, "lines.linewidth": 9}):
        assert plot(fates, USD, form=form) == drawn


def test_another_hammer_gives_another_plot():
    other = (FATES[0]._replace(hammer=151_00), *FATES[1:])
    assert plot(other, USD, form="svg") != plot(FATES, USD, form="svg")


@pytest.mark.parametrize("fates", [FATES, MANY], ids=["6", "480"])
def test_a_plot_says_what_sold_and_on_which_side(fates):
    drawn = plot(fates, USD, form="svg").decode()
    # Matplotlib draws letters as shapes, and says in a comment what they spell.
    said = re.findall(r"<!-- (.*?) -->", drawn)
    sold, offered = (sum(fate.hammer is not None for fate in fates), len(fates))
    assert f"Sold {sold} of {offered} lots, 66.7%" in said
    assert {"below the estimates", "within", "above"} <= {*said}
    assert "Matplotlib v" not in drawn


def test_a_plot_is_drawn_from_the_table_that_is_printed():
    told = Books(whole_story())
    (figure,) = with_plots(told.report("sale-summary")).figures
    trial_balance = told.report("trial-balance")
    told.close()
    assert figure.title == "Hammer prices against estimates, USD"
    assert "Sold 3 of 4 lots, 75.0%" in figure.svg
    assert with_plots(trial_balance) is trial_balance


@pytest.mark.parametrize("name", ["sale-summary", "settlement"])
def test_a_summary_on_a_page_has_its_plot(clerk, name):
    answer = clerk.does(f"report {name} MAY26 --format html --printed-at {CLOSED}")
    (drawn,) = re.findall(r'src="data:image/svg\+xml;base64,(.*?)"', answer)
    assert b"Sold 1 of 3 lots, 33.3%" in b64decode(drawn)
    again = clerk.does(f"report {name} MAY26 --format html --printed-at {CLOSED}")
    assert again == answer


def test_a_report_of_anything_else_has_none(clerk):
    assert "<figure>" not in clerk.does("report invoices MAY26 --format html")
    beside = "report sale-summary MAY26 --beside 11 --format html"
    assert "<figure>" not in clerk.does(beside)


def test_without_matplotlib_a_page_goes_without_and_says_how_to_get_it(clerk):
    code = f"import sys; sys.modules['matplotlib'] = None; {MAIN}"
    asked = ["report", "sale-summary", "MAY26", "--format", "html"]
    running = process(["--ledger", clerk.ledger, *asked], code=code)
    out, err = running.communicate()
    assert running.returncode == 0, err
    assert "<figure>" not in out
    assert err.startswith(
        "There is no plot: matplotlib draws it, and is not installed here. "
        "Install it with: pip install 'lotledger[plot]'\n"
    )


def test_estimates_of_pieces_are_taken_times_the_pieces(tmp_path):
    clerk = Clerk(tmp_path)
    clerk.begin()
    more = clerk.writes(
        "more.csv",
        "lot,title,low_estimate,high_estimate,opening,reserve,quantity,quantity_mode\n"
        "9,Six patches,40,60,20,,6,times-the-money\n",
    )
    clerk.does("catalogue import MAY26 {f} --at 2026-05-02T09:00-05:00", f=more)
    clerk.does("bid MAY26/9 --paddle 101 --maximum 30 --at 2026-05-04T12:00-05:00")
    clerk.does(f"sale close MAY26 --at {CLOSED}")
    (lots,) = (
        table
        for table in clerk("report sale-summary MAY26 --json").json["tables"]
        if table["name"] == "lots_usd"
    )
    (row,) = (row for row in lots["rows"] if row["lot"] == "MAY26/9")
    assert (row["low_estimate"], row["high_estimate"]) == ("240.00", "360.00")
    assert (row["hammer"], row["place"]) == ("120.00", "below")
