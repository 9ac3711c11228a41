"""What analysts read in SQL: stable names, plain columns, exact money, a small file."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import create_engine, event, select, text
from sqlalchemy.dialects import postgresql, sqlite

from ledger.events import SaleAnnounced, TermsAmended
from ledger.identity import SaleId, lot_id
from ledger.money import Currency
from ledger.store.database import open_views, reclaim_space
from ledger.store.sqlite import BUSY_SECONDS
from projections import catching_up, generations
from projections.bids import BIDS
from projections.engine import catch_up, rebuild
from projections.generations import Purpose, discard
from projections.premium import PREMIUM
from projections.results import RESULTS
from projections.sales import SALES
from projections.sql_views import shown_columns
from projections.view import table_of
from projections.views import VIEWS, Views
from tests.entries import LOT, Log, bid, catalogued, leads, sold, two_lots
from tests.replayed import announced
from tests.story import terms

pytestmark = pytest.mark.slow

SHAPES = Path(__file__).parent / "golden" / "view_shapes.json"
HOW_TO = Path(__file__).parents[1] / "docs/how-to/query-the-books-in-sql.md"
SEEN = (SALES, BIDS, PREMIUM, RESULTS)
NAMES = [view.name for view in VIEWS]

SQL_WORDS = {
    *sqlite.base.SQLiteIdentifierPreparer.reserved_words,
    *postgresql.base.RESERVED_WORDS,
    *"abs key no of out plan row rows view with window".split(),
}


@pytest.fixture
def engine(tmp_path):
    """Keep views in a file that nothing here depends on the safety of."""
    engine = create_engine(f"sqlite:///{tmp_path / 'views.db'}")

    @event.listens_for(engine, "connect")
    def connected(connection, _):
        connection.execute("PRAGMA synchronous=OFF")

    yield engine
    engine.dispose()


def ask(engine, question):
    with engine.connect() as db:
        return [dict(row._mapping) for row in db.exec_driver_sql(question)]


def of_sale(sale, currency):
    """Announce a sale in a currency."""
    rules = replace(terms().rules, currency=Currency(currency))
    said = replace(announced(rules), sale=SaleId(sale))
    return SaleAnnounced(sale=said.sale, terms=said, terms_hash="a" * 64)


def names_in_sql(view):
    return [name for name, _ in shown_columns(table_of(view, 1))]


# The names.


@pytest.mark.parametrize("view", VIEWS, ids=NAMES)
def test_a_column_is_plain_and_no_word_of_sql(view):
    names = names_in_sql(view)
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z_]*", name)] == []
    assert set(names) & SQL_WORDS == set()
    assert len(set(names)) == len(names)
    assert view.name not in names, "a view is no column of itself"


@pytest.mark.parametrize("view", VIEWS, ids=NAMES)
def test_money_has_a_currency_and_a_decimal_beside_it(view):
    names = names_in_sql(view)
    amounts = [name for name in names if name.endswith("_minor")]
    assert [name for name in amounts if name.removesuffix("_minor") not in names] == []
    assert not amounts or "currency" in names


def test_what_is_printed_is_what_is_there(engine):
    catch_up(two_lots(), engine, VIEWS)
    for view in VIEWS:
        with engine.connect() as db:
            found = db.execute(select(text("*")).select_from(text(view.name)))
            assert list(found.keys()) == names_in_sql(view)


def test_what_the_how_to_asks_of_another_shell_can_be_asked(engine):
    catch_up(two_lots(), engine, VIEWS)
    asked = re.findall(r'^sqlite3 .*? "(.+)"$', HOW_TO.read_text("utf-8"), re.MULTILINE)
    assert len(asked) == 2
    for question in asked:
        ask(engine, question)


# A name that stays.


def test_a_name_answers_from_what_is_served(engine, monkeypatch):
    monkeypatch.setattr(catching_up, "BATCH_EVENTS_MAX", 4)
    log, question = two_lots(), "SELECT count(*) AS count FROM bids"
    catch_up(log, engine, SEEN)
    seen = []
    rebuild(log, engine, SEEN, lambda *_: seen.extend(ask(engine, question)))
    assert seen == [{"count": 7}] * 3, "the old rows answer until the new are complete"
    (shown,) = ask(engine, "SELECT sql FROM sqlite_master WHERE name = 'bids'")
    assert "bids_2" in shown["sql"], "and then the new"
    assert "bids_1" not in shown["sql"]
    assert ask(engine, question) == [{"count": 7}]


def test_a_name_never_answers_from_half(engine, monkeypatch):
    """The name moves in the transaction that serves: a cut before it moves neither."""

    class PowerCutError(BaseException):
        pass

    def cut(_, tables):
        # Whoever begins has nothing to drop.
        if tables:
            raise PowerCutError

    log = two_lots()
    catch_up(log, engine, SEEN)
    monkeypatch.setattr(generations, "_drop", cut)
    with pytest.raises(PowerCutError):
        rebuild(log, engine, [SALES, BIDS])
    monkeypatch.undo()
    assert ask(engine, "SELECT count(*) AS count FROM bids") == [{"count": 7}]


def test_a_name_is_gone_where_nothing_is_served(engine):
    catch_up(two_lots(), engine, SEEN)
    discard(engine, [BIDS], Purpose.SERVED)
    names = ask(engine, "SELECT name FROM sqlite_master WHERE type = 'view'")
    assert {"name": "bids"} not in names


# The money.


EXACT = {
    "USD": {
        1_250_50: "1250.50",
        5: "0.05",
        0: "0.00",
        -5: "-0.05",
        -1_250_00: "-1250.00",
    },
    "JPY": {1_250: "1250", -7: "-7", 0: "0"},
    "KWD": {1_250: "1.250", 7: "0.007", -1_007: "-1.007"},
    "EUR": {10**15: "10000000000000.00", 10**15 - 1: "9999999999999.99"},
}


def test_a_decimal_is_exact_in_every_currency(engine):
    log, expected = Log(), []
    for currency, decimals in EXACT.items():
        log.tell(of_sale(currency, currency))
        for number, (minor, decimal) in enumerate(decimals.items(), 1):
            lot = lot_id(currency, str(number))
            log.tell(catalogued(lot), replace(sold("17", 600, lot=lot), hammer=minor))
            expected.append((currency, minor, decimal))
    catch_up(log, engine, [SALES, RESULTS])
    rows = ask(engine, "SELECT currency, hammer_minor, hammer FROM results")
    assert sorted(tuple(row.values()) for row in rows) == sorted(expected)


def test_no_amount_has_no_decimal(engine):
    log = Log().tell(of_sale("SPACE", "USD"), catalogued())
    catch_up(log, engine, [SALES, RESULTS])
    question = "SELECT hammer_minor, hammer, currency FROM results"
    assert ask(engine, question) == [
        {"hammer_minor": None, "hammer": None, "currency": "USD"}
    ]


def test_two_sales_keep_their_currencies_apart(engine):
    here, there = lot_id("MAY26", "1"), lot_id("JUN26", "1")
    log = Log().tell(
        of_sale("MAY26", "JPY"),
        of_sale("JUN26", "KWD"),
        bid("17", 900, leads("17", 600), lot=here),
        bid("17", 900, leads("17", 600), lot=there),
    )
    catch_up(log, engine, [SALES, BIDS])
    question = "SELECT currency, price FROM bids ORDER BY position"
    assert ask(engine, question) == [
        {"currency": "JPY", "price": "60000"},
        {"currency": "KWD", "price": "60.000"},
    ]


def test_a_currency_that_was_amended_is_the_one_that_counts(engine):
    before = of_sale("SPACE", "USD")
    after = of_sale("SPACE", "JPY").terms
    amended = TermsAmended(
        sale=after.sale, version=2, terms=after, terms_hash="b" * 64, notice=None
    )
    log = Log().tell(before, amended, bid("17", 900, leads("17", 600), lot=LOT))
    catch_up(log, engine, [SALES, BIDS])
    assert ask(engine, "SELECT price FROM bids") == [{"price": "60000"}]


# The file.


class Long(Log):
    """A log that fills many pages."""

    def __init__(self):
        super().__init__()
        self.tell(of_sale("SPACE", "USD"), catalogued())
        for price in range(600, 1_600):
            self.tell(bid("17", 9_000, leads("17", price)))


def test_views_are_as_small_after_a_rebuild_as_before(tmp_path):
    place, file = str(tmp_path / "a.db"), tmp_path / "a.db-views"
    with Views(Long(), place) as views:
        views.catch_up()
        before = file.stat().st_size
        views.rebuild([])
        assert file.stat().st_size <= before * 1.1
        views.check([])
        assert file.stat().st_size <= before * 1.1


def test_a_reader_is_not_waited_for_and_space_is_given_back_later(tmp_path):
    place, file = str(tmp_path / "a.db"), tmp_path / "a.db-views"
    writer, reader = open_views(place)
    catch_up(Long(), writer, VIEWS)
    before = file.stat().st_size
    rebuild(Long(), writer, VIEWS)
    grown = file.stat().st_size
    assert grown > before * 1.5, "there is something to give back"
    with reader.begin() as db:
        rows = db.exec_driver_sql("SELECT * FROM bids")
        assert len(rows.fetchmany(1)) == 1
        begun = monotonic()
        reclaim_space(place, writer)
        assert monotonic() - begun < BUSY_SECONDS
        assert file.stat().st_size == grown
        assert len(rows.fetchall()) == 999, "what is read holds still"
    reclaim_space(place, writer)
    assert file.stat().st_size <= before * 1.1
    writer.dispose()
    reader.dispose()


def test_a_view_whose_rows_or_events_change_has_another_shape(request):
    """Files of views on people's disks are rebuilt by their shape alone."""
    today = {f"{view.name}/{view.shape}": made_of(view) for view in VIEWS}
    released = json.loads(SHAPES.read_text(encoding="utf-8"))
    if request.config.getoption("--golden-update"):
        # What is frozen stays: only a new shape is added, in the place of the old one.
        released = {name: released.get(name, today[name]) for name in sorted(today)}
        SHAPES.write_text(json.dumps(released, indent=1) + "\n", encoding="utf-8")
    for name, made in today.items():
        assert released.get(name, made) == made, (
            f"{name} stands so on people's disks. Raise the shape of the view."
        )
    assert released.keys() == today.keys(), (
        "When a shape is right, freeze it with: "
        "pytest tests/test_sql_views.py --golden-update"
    )


def made_of(view):
    """Return what the file of a view is made of: its columns, and what it is told."""
    columns = [f"{each.name} {each.type}" for each in table_of(view, 1).columns]
    return {"columns": columns, "hears": sorted(kind.__name__ for kind in view.hears)}
