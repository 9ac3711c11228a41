"""What the command line tells of a sale, and what it never tells."""

from __future__ import annotations

import pytest

from presenters.words import counted
from tests.clerk import CLOSED, clerk_of_a_sale
from tests.stranger import asked, stranger

pytestmark = pytest.mark.slow

AT = "--at 2026-05-04T12:00-05:00"


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_sale(tmp_path)


def bids(clerk, *slips):
    for lot, paddle, maximum in slips:
        line = f"bid MAY26/{lot} --paddle {paddle} --maximum {maximum} {AT}"
        clerk.does(line)
    return clerk


def test_a_lot_shows_how_it_stands_and_why(clerk):
    bids(clerk, (1, 101, 200), (1, 102, 100))
    assert clerk.does("lot show MAY26/1") == (
        "lot             MAY26/1  A chair\n"
        "stage           open\n"
        "price           $110\n"
        "leader          101\n"
        "asking          $120\n"
        "premium due     $49\n"
        "why             one increment\n"
        "reserve         none\n"
        "bids            2\n"
        "registered      nobody\n"
        "followed by     nobody\n"
        "bidding ends    2026-05-20 09:50:00 America/Chicago\n"
        "as of position  14\n"
    )
    answer = clerk("lot show MAY26/1 --json").json
    assert answer == answer | {
        "lot": "MAY26/1",
        "stage": "open",
        "price": "110.00",
        "leader": "101",
        "asking": "120.00",
        "bids": 2,
        "reserve_met": None,
        "premium_due": "49.00",
        "ends_at": "2026-05-20T14:50:00Z",
        "position": 14,
    }


def test_a_sold_lot_shows_its_hammer_and_asks_for_nothing(clerk):
    bids(clerk, (1, 101, 200))
    clerk.does(f"sale close MAY26 --at {CLOSED}")
    answer = clerk.does("lot show MAY26/1")
    assert "hammer          $60\nbuyer           101\n" in answer
    assert "asking" not in answer
    assert clerk("lot show MAY26/1 --json").json["hammer"] == "60.00"


def test_lots_and_results_add_up(clerk):
    bids(clerk, (1, 101, 200), (1, 102, 100), (3, 103, 60))
    clerk.does(f"register MAY26/1 --paddle 103 --line 1 {AT}")
    one, *_ = clerk("lots MAY26 --json").json
    assert (one["bids"], one["phones"], one["premium_due"]) == (2, 1, "49.00")
    assert clerk.does("lots MAY26").splitlines()[4].split()[-3:] == ["3", "none", "$49"]
    clerk.does(f"sale close MAY26 --at {CLOSED}")
    answer = clerk("results MAY26 --json").json
    assert answer["totals"] == {
        "lots": 3,
        "sold": 2,
        "passed": 1,
        "withdrawn": 0,
        "hammer": "160.00",
        "premium": "98.00",
        "realised": "258.00",
        "sell_through": "2/3",
    }
    last = clerk.does("results MAY26").splitlines()[-1]
    assert last == "2 of 3 lots sold, hammer $160, premium $98, realised $258."


PUBLIC = ["lots MAY26", "results MAY26", *(f"lot show MAY26/{n}" for n in (1, 2, 3))]


def test_no_page_tells_a_hidden_maximum_or_a_reserve(tmp_path):
    told = []
    for number, (highest, reserve) in enumerate(((487, 650), (943, 790))):
        folder = tmp_path / str(number)
        folder.mkdir()
        clerk = clerk_of_a_sale(folder)
        clerk.does(f"lot reserve MAY26/2 {reserve} {AT}")
        bids(clerk, (1, 101, highest), (1, 102, 200), (2, 101, 500), (2, 102, 430))
        said = [clerk.does(f"{one}{j}") for one in PUBLIC for j in ("", " --json")]
        told.append("".join(said))
        for secret in (highest, reserve):
            assert f"{secret:,}" not in told[-1]
            assert f"{secret}.00" not in told[-1]
    assert told[0] == told[1], "what is hidden changes nothing that is shown"


def test_a_premium_is_told_in_its_bands(clerk):
    answer = clerk("terms premium sothebys-2026-02 3,000,000 --json").json
    assert {"hammer", "premium", "total", "bands"} <= answer.keys()
    assert answer["hammer"] == "3000000.00"
    parts = [band["amount"] for band in answer["bands"]]
    assert len(parts) > 1
    assert sum(map(float, parts)) == float(answer["premium"])
    assert float(answer["total"]) == float(answer["hammer"]) + float(answer["premium"])
    nothing = clerk.does("terms premium sothebys-2026-02 0")
    assert nothing == "hammer   $0\npremium  $0\ntotal    $0\n"


def test_a_view_that_was_tampered_with_is_named(clerk):
    bids(clerk, (1, 101, 200))
    clerk.does("lots MAY26")
    with stranger(clerk.views) as views:
        views.execute("UPDATE catalogue_1 SET price_minor = 1 WHERE lot = 'MAY26/1'")
    answer = clerk("views check")
    assert answer.code == 1
    (found,) = clerk("views check --json").json
    assert (found["view"], found["field"], found["served"]) == (
        "catalogue",
        "price_minor",
        1,
    )
    assert found["position"] == 13, "where the bid stands"
    assert answer.out.startswith(
        "View \"catalogue\", table catalogue_1, row 'MAY26/1' (position 13 of the log, "
        f"event {found['event_id']}): price_minor is 1, the ledger makes it "
    )
    assert clerk("views check bids").code == 0


def test_a_view_that_differs_is_kept_and_not_built_anew(clerk):
    """It may be the only trace of what was changed, in either of the two files."""
    bids(clerk, (1, 101, 200))
    clerk.does("lots MAY26")
    with stranger(clerk.views) as views:
        views.execute("UPDATE catalogue_1 SET price_minor = 1 WHERE lot = 'MAY26/1'")
        views.execute("DELETE FROM results_1")
    kept = [asked(clerk.views, query) for query in SERVED]
    for line in ("views rebuild", "views rebuild catalogue", "views rebuild results"):
        answer = clerk(line)
        assert (answer.code, answer.out) == (3, "")
        assert "Nothing was rebuilt, for a view differs. View" in answer.err
        assert "keep both files as they are" in answer.err
    assert "So do others: results." in clerk("views rebuild").err
    assert [asked(clerk.views, query) for query in SERVED] == kept
    assert clerk.does("views rebuild bids") == "Rebuilt bids up to position 13.\n"
    # The way on that keeps both.
    clerk.views.rename(clerk.views.with_name("views-aside"))
    assert clerk.does("views check") == (
        "all views: same as a rebuild up to position 13.\n"
    )


SERVED = ("SELECT * FROM catalogue_1", "SELECT * FROM results_1")


LOOKS = ["lots MAY26", "lot show MAY26/1", "views status", "views rebuild"]
WRITES = ["bid MAY26/1 --paddle 101 --maximum 80", "client add C-9"]


@pytest.mark.parametrize("line", LOOKS + WRITES)
def test_an_older_ledger_beside_newer_views_is_refused(clerk, line):
    """Also for writing, so that no position is given out twice; both are kept."""
    short = clerk.ledger.read_bytes()
    bids(clerk, (1, 101, 200))
    clerk.does("lots MAY26")
    views = clerk.views.read_bytes()
    clerk.ledger.write_bytes(short)
    answer = clerk(line)
    assert (answer.code, answer.out) == (3, "")
    assert "an older copy of the ledger was put beside newer views" in answer.err
    assert "keep both files as they are" in answer.err
    assert answer.err.count("\n") == 1
    assert (clerk.ledger.read_bytes(), clerk.views.read_bytes()) == (short, views)


@pytest.mark.parametrize("line", LOOKS + WRITES)
def test_a_ledger_that_went_on_another_way_is_refused(clerk, line):
    """An older copy was written to while its views were elsewhere; then they met."""
    short = clerk.ledger.read_bytes()
    bids(clerk, (1, 101, 200))
    clerk.does("lots MAY26")
    kept = clerk.views.rename(clerk.folder / "kept")
    clerk.ledger.write_bytes(short)
    bids(clerk, (1, 101, 300), (1, 102, 200))
    kept.rename(clerk.views)
    answer = clerk(line)
    assert (answer.code, answer.out) == (3, "")
    assert "the ledger has another text of it" in answer.err


def test_the_right_ledger_goes_on_once_the_views_are_put_aside(clerk):
    short = clerk.ledger.read_bytes()
    bids(clerk, (1, 101, 200))
    clerk.does("lots MAY26")
    clerk.ledger.write_bytes(short)
    clerk.views.rename(clerk.folder / "kept")
    assert clerk("lots MAY26 --json").json[0]["price"] is None


def test_views_that_are_no_views_are_told_from_the_ledger(clerk):
    clerk.views.write_text("not a view")
    answer = clerk("lots MAY26")
    assert (answer.code, answer.out) == (3, "")
    assert answer.err.startswith("Stopped: The views cannot be used: ")
    assert answer.err.count("\n") == 1
    assert clerk("lot show MAY26/1").code == 0, "which needs no view"


@pytest.mark.parametrize(
    ("number", "told"), [(0, "0 lots"), (1, "1 lot"), (1_250, "1,250 lots")]
)
def test_what_is_counted_is_named_in_its_number(number, told):
    assert counted(number, "lot") == told
