"""A season is closed: one ledger ends, and the next goes on with what is open."""

from __future__ import annotations

import json
import shutil
from contextlib import closing as closing_file
from datetime import date
from time import sleep

import pytest
from eventsourcing.persistence import StoredEvent

from commands.season import closing
from ledger import ledger as ledger_itself
from ledger.events import (
    FundsReceived,
    PaymentCleared,
    PaymentReceived,
    PublishedHead,
    ReserveSet,
)
from ledger.house import House, carried, clients, seasons, unfinished
from ledger.house.erasing import erase
from ledger.identity import ClientId, FundsId, Role
from ledger.keys.folder import KeyFolder
from ledger.refusals import LedgerHasEnded, NotTheNext
from ledger.store import LedgerFactory
from ledger.value import replace
from ledger.vault.opening import open_vault
from ledger.verification import previous
from tests.clerk import CLOSED, TERMS, Clerk, process
from tests.database_server import new_ledger
from tests.patience import PATIENCE
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import by, clock
from tests.served import served
from tests.settling_clerk import (
    CONSIGNED,
    CONSIGNORS_RULES,
    DAY,
    RATES,
    clerk_of_consigned_lots,
)

pytestmark = pytest.mark.slow

KILLS = 6
PAID = "--at 2026-05-28T10:00-05:00"
CLOSES = "--at 2026-06-30T18:00-05:00"
NEXT = "--at 2026-07-10T10:00-05:00"
LATER = "--at 2026-09-10T10:00-05:00"
REMINDERS = """[letterhead]
name = "Hill"
[[reminders]]
step = "friendly"
after = 7
"""


@pytest.fixture
def clerk(tmp_path):
    """A clerk whose sale is settled: 102 has paid a part, and 101 nothing."""
    clerk = clerk_of_consigned_lots(tmp_path)
    clerk.does(f"settle MAY26 {DAY}")
    clerk.does(f"pay receive HA-2026-00002 300 --method wire {PAID}")
    clerk.does(f"pay clear HA-2026-00002/P1 {PAID}")
    clerk.does(f"funds on-account C-3 50 --method wire {PAID}")
    clerk.does(f"period lock 2026-06-30 {CLOSES}")
    return clerk


@pytest.fixture
def following(clerk, tmp_path):
    """A clerk who works in the next ledger."""
    there = tmp_path / "next.db"
    clerk.does(f"season close {{f}} {CLOSES}", f=there)
    return Clerk(tmp_path, there)


def accounts(clerk, column):
    """Return one column of the trial balance, by account, where it is not nothing."""
    answer = clerk.does("report trial-balance --json")
    rows = json.loads(answer)["tables"][0]["rows"]
    return {row["account"]: row[column] for row in rows if float(row[column])}


INCOME = ("premium", "commission", "seller-fees")


def test_accounts_go_on_and_income_does_not(clerk, following):
    stood = accounts(clerk, "closing")
    opening = accounts(following, "opening")
    income = sum(float(stood.pop(name)) for name in INCOME)
    assert float(opening.pop("opening-balances")) == income
    assert opening == stood
    assert accounts(following, "debit") == accounts(following, "credit") == {}


def test_both_are_valid_and_one_is_compared_with_the_other(clerk, following):
    assert clerk("audit verify").code == 0
    alone = following("audit verify")
    assert alone.code == 0, alone.out
    assert "Not compared: what was brought forward from lotledger-rehearsal/" in (
        alone.out
    )
    both = following("audit verify --previous {f}", f=clerk.ledger)
    assert both.code == 0, both.out
    assert "Not compared: what was brought" not in both.out
    assert following("report checks").code == 0


def test_an_invoice_of_before_is_paid_charged_and_credited(following):
    following.does(f"pay receive HA-2026-00002 100 --method wire {NEXT}")
    following.does(f"pay clear HA-2026-00002/P2 {NEXT}")
    house = following.writes("house.toml", REMINDERS)
    reminded = f"pay remind MAY26 --settings {{f}} {LATER}"
    assert "HA-2026-00002" in following.does(reminded, f=house)
    following.does(f"pay late MAY26 {LATER}")
    following.does(
        f"credit HA-2026-00001 --lot MAY26/1 --reason 'It was broken' {LATER}"
    )
    assert "HA-2026-C00001" in following.does("invoice list MAY26")
    following.does("print HA-2026-00002 --out {f}", f=following.folder / "i.html")
    following.does("print HA-2026-S00001 --out {f}", f=following.folder / "s.html")
    checks = following("report checks")
    assert checks.code == 0, checks.out
    assert following("audit verify").code == 0


def test_numbers_go_on_without_gap_or_double(following):
    following.does(f"charge add MAY26 101 shipping 5 {NEXT}")
    answer = following.does(f"settle MAY26 {NEXT}")
    assert "HA-2026-00003" in answer
    assert following("report number-gaps").code == 0
    assert following("report checks").code == 0
    assert "Nothing to issue" in following.does(f"settle MAY26 {NEXT}")


def test_consignors_are_paid_in_the_next(following):
    following.does(f"pay receive HA-2026-00002 647.19 --method wire {NEXT}")
    following.does(f"pay clear HA-2026-00002/P2 {NEXT}")
    following.does(f"payout MAY26 C-7 --method wire {NEXT}")
    assert following("report checks").code == 0
    assert "consignors" not in {
        name for name, left in accounts(following, "closing").items() if left == "-726"
    }


def test_the_one_that_ended_is_only_read(clerk, following):
    head = clerk.events()
    for line in (
        f"client add C-9 --kind person {NEXT}",
        f"pay receive HA-2026-00001 10 --method wire {NEXT}",
        f"period lock 2026-07-01 {NEXT}",
        f"season close {{f}} {NEXT}",
        f"take-over --reason 'again' {NEXT}",
    ):
        said = clerk(line, f=following.ledger)
        assert said.code == 1, line
        assert "ledger-has-ended" in said.err or "nothing-to-take-over" in said.err
    for line in ("season close {f}", "season close {f} --dry-run"):
        said = clerk(f"{line} {NEXT}", f=following.ledger)
        assert (said.code, said.out) == (1, "")
        assert said.err.startswith("Refused (ledger-has-ended)"), (
            "nothing is to be done"
        )
    tried = clerk(f"period lock 2026-07-01 {NEXT} --dry-run")
    assert (tried.code, "next.db" in tried.err) == (1, True)
    assert clerk.events() == head
    assert "HA-2026-00001" in clerk.does("invoice list MAY26")
    with (
        House.open(str(clerk.ledger), recording=REHEARSAL) as house,
        pytest.raises(LedgerHasEnded, match="lotledger-rehearsal/"),
    ):
        house.do(clients.enrol(ClientId("Z")), by=by())


@pytest.mark.usefixtures("following")
def test_the_librarys_recorder_records_nothing_after_the_end(clerk):
    head = clerk.events()
    with closing_file(LedgerFactory({"LOTLEDGER_URL": str(clerk.ledger)})) as factory:
        recorder = factory.application_recorder()
        event = StoredEvent("lot:X/1", 1, "a-type", b"{}")
        with pytest.raises(LedgerHasEnded, match=r"next\.db"):
            recorder.insert_events([event])
    assert clerk.events() == head


@pytest.mark.usefixtures("following")
def test_the_protection_is_in_one_place(clerk, monkeypatch):
    """Without it anything is recorded: whatever else stands there does not refuse."""
    monkeypatch.setattr(ledger_itself, "must_go_on", lambda _: None)
    head = clerk.events()
    clerk.does(f"client add C-9 --kind person {NEXT}")
    assert clerk.events() == head + 1


def test_what_stands_in_the_way_is_listed(tmp_path):
    clerk, there = clerk_of_consigned_lots(tmp_path), tmp_path / "next.db"
    said = clerk(f"season close {{f}} --dry-run --json {CLOSES}", f=there)
    assert said.code == 1
    assert [each["kind"] for each in said.json["in_the_way"]] == [
        "period",
        *(["settlement"] * 4),
    ]
    refused = clerk(f"season close {{f}} {CLOSES}", f=there)
    assert refused.code == 1
    assert "Sale MAY26: paddle 101 is to be invoiced. Finish it with:" in refused.err
    assert "Refused (season-stays-open): 5 things stand in the way" in refused.err
    assert not there.exists()


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("nowhere/next.db", "There is no folder"),
        ("empty.db", "it is an empty file"),
        ("left.db", "left.db-views of one is"),
        ("other.db", "it goes on from no ledger"),
    ],
)
def test_a_dry_run_is_refused_where_the_next_cannot_begin(clerk, tmp_path, place, why):
    (tmp_path / "empty.db").touch()
    (tmp_path / "left.db-views").touch()
    Clerk(tmp_path, tmp_path / "other.db").does("client add C-1 --kind person")
    for more in ("--dry-run", ""):
        said = clerk(f"season close {{f}} {more} {CLOSES}", f=tmp_path / place)
        assert said.code in {1, 3}, more
        assert why in said.err, more
        assert said.out == "", more


def test_what_counts_after_the_last_day_is_in_the_way(clerk, tmp_path):
    clerk.does(f"pay receive HA-2026-00001 10 --method wire {NEXT}")
    said = clerk(f"season close {{f}} --dry-run {NEXT}", f=tmp_path / "next.db")
    assert "Something counts on 2026-07-10, and the books are locked" in said.out


FINISHES = (
    "pay receive HA-2026-00001 161.29 --method wire",
    "pay clear HA-2026-00001/P1",
    "pay receive HA-2026-00002 647.19 --method wire",
    "pay clear HA-2026-00002/P2",
    "release MAY26/1",
    "release MAY26/2",
    "payout MAY26 C-7 --method wire",
    "repay MAY26 C-8 --method wire",
)
ERASE = "client erase C-1 --basis 'GDPR art 17' --approved-by ann --reason 'A letter'"


def finished(clerk, through, *lines):
    """Finish all of the sale, which Texas has kept for two years, and lock the books.

    Return when the season may be closed.
    """
    at = f"--at {through}T18:00-05:00"
    law = "intake retention MAY26 --law US-TX --reason Kept"
    for line in (law, *FINISHES, *lines, f"period lock {through}"):
        clerk.does(f"{line} {at}")
    return at


def test_a_sale_of_which_nothing_is_open_stays(clerk, tmp_path):
    at = finished(clerk, "2028-07-31")
    there = tmp_path / "next.db"
    named = clerk(f"season close {{f}} --dry-run --json {at}", f=there).json
    assert named["open_sales"] == []
    named = clerk(f"season close {{f}} --sale MAY26 --dry-run --json {at}", f=there)
    assert named.json["open_sales"] == ["MAY26"]
    clerk.does(f"season close {{f}} {at}", f=there)
    following = Clerk(tmp_path, there)
    assert following("invoice show HA-2026-00001").code == 1
    opening, stood = accounts(following, "opening"), accounts(clerk, "closing")
    assert opening["bank"] == stood["bank"]
    assert following("report checks").code == 0
    assert following("audit verify --previous {f}", f=clerk.ledger).code == 0


@pytest.mark.parametrize(
    ("through", "lines"),
    [
        ("2026-07-31", ()),
        ("2028-07-31", ("hold place MATTER-7 --sale MAY26 --reason Claim",)),
    ],
    ids=["law", "hold"],
)
def test_what_keeps_a_person_keeps_them_in_the_next(clerk, tmp_path, through, lines):
    at = finished(clerk, through, *lines)
    there = tmp_path / "next.db"
    before = clerk(f"{ERASE} {at} --dry-run")
    clerk.does(f"season close {{f}} {at}", f=there)
    following = Clerk(tmp_path, there)
    erased = following(f"{ERASE} {at}")
    assert erased.code == before.code
    if lines:
        assert "kept-by-hold" in erased.err
    else:
        assert "bids and e-invoices in sale MAY26 stay until 2028-05-20" in erased.out
        assert "unopened bids" not in erased.out
        over = following(f"{ERASE} --at 2028-05-21T10:00-05:00")
        assert "unopened bids" in over.out


def test_another_ledger_is_not_the_next(clerk, following, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    clerk = clerk_of_consigned_lots(other)
    clerk.does(f"settle MAY26 {DAY}")
    clerk.does(f"period lock 2026-06-30 {CLOSES}")
    for place, why in ((clerk.ledger, "from no"), (following.ledger, "position 37")):
        said = clerk(f"season close {{f}} {CLOSES}", f=place)
        assert (said.code, why in said.err) == (1, True), said.err
    said = following("audit verify --previous {f}", f=clerk.ledger)
    assert said.code == 3
    assert "Position 1 says that it goes on from lotledger-rehearsal/" in said.out
    assert following("audit verify --previous {f}", f=tmp_path / "none.db").code == 3


@pytest.mark.parametrize("step", ["carry_keys", "bring_forward", "close_season"])
def test_stopped_half_way_it_is_closed_by_the_same_command(
    clerk, tmp_path, monkeypatch, step
):
    there = tmp_path / "next.db"

    def stopped(*_args, **_more):
        raise KeyboardInterrupt

    head = clerk.events()
    with monkeypatch.context() as stopping:
        stopping.setattr(closing, step, stopped)
        assert clerk(f"season close {{f}} {CLOSES}", f=there).code != 0
    assert clerk.events() == head, "this one has not ended"
    with House.open(str(there)) as house:
        assert (house.head() > 0) is (step == "close_season"), "all of it, or nothing"
    clerk.does(f"season close {{f}} {CLOSES}", f=there)
    following = Clerk(tmp_path, there)
    assert following("audit verify --previous {f}", f=clerk.ledger).code == 0


def test_killed_at_any_moment_it_is_closed_by_the_same_command(clerk, tmp_path):
    line = ("season", "close", "next.db", "--at", "2026-06-30T18:00-05:00")
    for kill in range(KILLS):
        folder = tmp_path / str(kill)
        folder.mkdir()
        ledger, there = folder / "old.db", folder / "next.db"
        shutil.copy(clerk.ledger, ledger)
        words = ["--ledger", ledger, *line[:2], there, *line[3:]]
        worker = process(words)
        sleep(1.0 + 2.0 * kill / KILLS)
        worker.kill()
        worker.communicate(timeout=PATIENCE)
        again = Clerk(folder, ledger)(f"season close {{f}} {CLOSES}", f=there)
        assert again.code == 0 or "ledger-has-ended" in again.err, again.err
        following = Clerk(folder, there)
        assert following("audit verify --previous {f}", f=ledger).code == 0


def test_what_was_brought_forward_otherwise_is_found(clerk, tmp_path, monkeypatch):
    """Whoever writes another amount forward is found out by the ledger before."""

    def less(house, sales, *, upto):
        for each in carried.carried_entries(house, sales, upto=upto):
            event = each.event
            if isinstance(event, FundsReceived):
                event = replace(event, amount=event.amount - 100)
            yield each._replace(event=event)

    there = tmp_path / "next.db"
    monkeypatch.setattr(closing, "carried_entries", less)
    clerk.does(f"season close {{f}} {CLOSES}", f=there)
    following = Clerk(tmp_path, there)
    said = following("audit verify --previous {f}", f=clerk.ledger)
    assert said.code == 3
    assert "is not what stands at position" in said.out


def without_payments(entries):
    """Leave out that somebody paid: they would owe all of it again."""
    paid = PaymentReceived | PaymentCleared
    return [each for each in entries if not isinstance(each.event, paid)]


def without_the_last(entries):
    return entries[:-1]


def with_one_twice(entries):
    (received,) = (e for e in entries if isinstance(e.event, FundsReceived))
    event = replace(received.event, funds=FundsId("F-9"))
    return [*entries, received._replace(event=event)]


def with_lower_reserves(entries):
    """Name other amounts in the reserves, which are sealed anew."""
    return [
        e._replace(event=replace(e.event, reserve=e.event.reserve - 100))
        if isinstance(e.event, ReserveSet)
        else e
        for e in entries
    ]


def with_two_exchanged(entries):
    first, second, *others = entries
    return [second, first, *others]


def by_another(entries):
    first, *others = entries
    return [first._replace(by=replace(first.by, actor="somebody")), *others]


def one_number_less(series):
    return [
        e._replace(event=replace(e.event, number=e.event.number - 1)) for e in series
    ]


def no_series(_series):
    return []


@pytest.mark.parametrize(
    ("step", "otherwise", "sentence"),
    [
        ("carried_entries", without_payments, "is not what stands at position"),
        ("carried_entries", without_the_last, "is not what stands at position"),
        ("carried_entries", with_two_exchanged, "is not what stands at position"),
        ("carried_entries", by_another, "is not what stands at position"),
        ("carried_entries", with_lower_reserves, "is not what stands at position"),
        ("carried_entries", with_one_twice, "got to"),
        ("series_brought_forward", one_number_less, "got to HA-2026-00002 in the"),
        ("series_brought_forward", no_series, "got to HA-2026-00002 in the"),
        ("opening_balances", no_series, "The accounts in USD were not brought"),
    ],
)
def test_what_is_due_is_brought_forward_once_and_in_order(
    clerk, tmp_path, monkeypatch, step, otherwise, sentence
):
    there, as_due = tmp_path / "next.db", getattr(closing, step)
    with monkeypatch.context() as cheating:
        cheating.setattr(
            closing, step, lambda *a, **more: otherwise(list(as_due(*a, **more)))
        )
        clerk.does(f"season close {{f}} {CLOSES}", f=there)
    said = Clerk(tmp_path, there)("audit verify --previous {f}", f=clerk.ledger)
    assert said.code == 3
    assert sentence in said.out


def test_reserves_that_do_not_open_are_not_compared(clerk, following, monkeypatch):
    monkeypatch.setattr(previous, "opened_amounts_at", lambda *_: {})
    said = following("audit verify --previous {f}", f=clerk.ledger)
    assert said.code == 0
    assert "Not compared: the amounts of sealed reserves" in said.out


def test_what_a_sale_fetched_is_of_the_ledger_before(following):
    said = following("replay lot MAY26/1")
    assert (said.code, "bidding-elsewhere" in said.err) == (1, True)
    tables = following("report income --json").json["tables"]
    assert [row for table in tables for row in table["rows"]] == []


@pytest.mark.server
@pytest.mark.parametrize("way", ["there", "back", "between"])
def test_it_goes_on_at_a_server_and_back(clerk, tmp_path, way):
    if way != "there":
        server = new_ledger()
        clerk.does("copy {f} {to}", f=clerk.ledger, to=server)
        clerk.ledger = server
        clerk.does("take-over --reason 'The house has a server'")
    there = str(tmp_path / "next.db") if way == "back" else new_ledger()
    clerk.does(f"season close {{f}} {CLOSES}", f=there)
    following = Clerk(tmp_path, there)
    assert following("audit verify --previous {f}", f=clerk.ledger).code == 0
    assert clerk(f"client add C-9 --kind person {NEXT}").code == 1
    following.does(f"pay receive HA-2026-00002 100 --method wire {NEXT}")


def test_the_vault_and_the_users_go_on(tmp_path, monkeypatch):
    """People are locked for the next ledger, and users sign with the keys they had."""
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    monkeypatch.delenv("LOTLEDGER_REHEARSAL")
    (tmp_path / "sale").mkdir()
    clerk, there = Clerk(tmp_path / "sale"), tmp_path / "sale" / "next.db"
    clerk.does("client add C-1")
    clerk.does("client file C-1 --name {name} --country GB", name="Ada Býron")
    clerk.does("user add u-anna")
    clerk.does("user key u-anna")
    clerk.does("role grant u-anna administrator")
    clerk.does("role grant u-anna accountant --actor u-anna --role administrator")
    clerk.does("period lock 2026-01-31 --actor u-anna --role accountant")
    clerk.does("season close {f} --actor u-anna --role administrator", f=there)
    following = Clerk(tmp_path / "sale", there)
    assert following("audit verify --previous {f}", f=clerk.ledger).code == 0
    assert following("client add C-2").code == 1, "roles hold from the first entry on"
    following.does("role grant u-anna compliance --actor u-anna --role administrator")
    following.does("client add C-2 --actor u-anna --role compliance")
    shown = "client person C-1 --actor u-anna --role compliance"
    assert "Ada Býron" in following.does(shown)
    assert following("ledger show --json").json["times"] == "live"


@pytest.fixture
def both(clerk, following):
    """A clerk who asks two seasons at once; in the second more was earned and paid."""
    following.does(f"charge add MAY26 101 shipping 5 {NEXT}")
    following.does(f"settle MAY26 {NEXT}")
    following.does(f"pay receive HA-2026-00002 100 --method wire {NEXT}")
    following.does(f"pay clear HA-2026-00002/P2 {NEXT}")

    def report(words):
        return clerk(f"--ledger {{f}} report {words} --json", f=following.ledger)

    return report


def rows_of(answer):
    assert answer.code == 0, answer.err
    return [row for table in answer.json["tables"] for row in table["rows"]]


@pytest.mark.parametrize("name", ["income", "tax-liability", "us-sales-tax-return"])
def test_two_seasons_add_up_to_what_each_tells(both, clerk, following, name):
    def total(rows, of):
        return sum(float(row[of] or 0) for row in rows if of in row)

    of = {"income": "income", "tax-liability": "billed"}.get(name, "exact")
    apart = [rows_of(each(f"report {name} --json")) for each in (clerk, following)]
    together = total(rows_of(both(name)), of)
    assert together == pytest.approx(sum(total(rows, of) for rows in apart))
    assert together > total(apart[0], of) > 0


def test_it_is_no_matter_which_of_two_seasons_is_named_first(both, clerk, following):
    turned = following("--ledger {f} report income --json", f=clerk.ledger)
    assert rows_of(turned) == rows_of(both("income"))


def test_the_season_in_between_is_named_as_well(clerk, following, tmp_path):
    """What the third brought forward is of the second."""
    third = tmp_path / "third.db"
    following.does(f"period lock 2026-07-31 {LATER}")
    following.does(f"season close {{f}} {LATER}", f=third)
    asked = "report client-account --on 2026-12-31"
    apart = clerk(f"--ledger {{f}} {asked}", f=third)
    assert (apart.code, "which is not among them: name that" in apart.err) == (2, True)
    all_three = "--ledger {a} --ledger {b} " + asked
    assert clerk(all_three, a=third, b=following.ledger).code == 0


def test_an_account_goes_through_two_seasons_once(both, clerk, following):
    told = rows_of(both("client-account --on 2026-12-31"))
    alone = rows_of(following("report client-account --on 2026-12-31 --json"))
    assert {row["client"]: row["balance"] for row in told} == {
        row["client"]: row["balance"] for row in alone
    }
    ledgers = {str(clerk.ledger), str(following.ledger)}
    assert {row["ledger"] for row in told} == ledgers
    for row in told:
        with House.open(row["ledger"]) as house:
            (entry,) = house.entries_after(row["position"] - 1, limit=1)
        assert entry.type.startswith(row["event"])


def test_purchases_of_two_seasons_reach_the_line_together(both):
    answer = both("aml --threshold 1100")
    assert answer.code == 0, answer.err
    assert "Ledgers" in answer.json["heading"]["filters"]


def test_what_is_asked_of_several_is_of_several(both, clerk, following):
    for words, sentence in (
        ("income MAY26", "SALE is of one ledger"),
        ("income --as-of 7", "--as-of POSITION is of one ledger"),
        ("journal", "The report journal is of one ledger. Of several are: income"),
        ("income --format hledger", "is of one ledger"),
    ):
        said = (
            both(words)
            if "--format" not in words
            else clerk(
                "--ledger {f} report journal --format hledger", f=following.ledger
            )
        )
        assert (said.code, sentence in said.err) == (2, True), said.err
    copy = clerk.folder / "copy.db"
    clerk.does("backup {f}", f=copy)
    said = clerk("--ledger {f} report income", f=copy)
    assert (said.code, "counted twice" in said.err) == (2, True)
    said = clerk("--ledger {f} lots MAY26", f=following.ledger)
    assert (said.code, "Only a report tells of several" in said.err) == (2, True)
    said = both("income --as-of 2026-06-30T18:00-05:00")
    assert said.code == 0, said.err


@pytest.fixture
def copies(clerk, tmp_path):
    """Copies of the season: one from before a payment, one from just before its end."""
    stale, just_before = tmp_path / "stale.db", tmp_path / "before.db"
    clerk.does("backup {f}", f=stale)
    money = "funds on-account C-3 77 --method wire --on 2026-07-01"
    clerk.does(f"{money} --at 2026-07-15T10:00-05:00")
    clerk.does("period lock 2026-07-14 --at 2026-07-15T11:00-05:00")
    clerk.does("backup {f}", f=just_before)
    return Clerk(tmp_path, stale), Clerk(tmp_path, just_before)


OF_ALL = "--ledger {f} report client-account --on 2026-12-31 --json"


def test_a_copy_from_before_the_end_is_told_of_with_no_other(copies, following):
    """What came after it would be left out of one, and was never in the other."""
    stale, just_before = copies
    said = stale(OF_ALL, f=following.ledger)
    assert (said.code, "entries, and that has" in said.err) == (2, True), said.err
    said = just_before(OF_ALL, f=following.ledger)
    assert (said.code, "It has not ended, and may still go on" in said.err) == (2, True)
    said = following("audit verify --previous {f}", f=just_before.ledger)
    assert (said.code, "Close its season again" in said.out) == (0, True), said.out


def test_one_that_went_on_beside_the_next_is_found(copies, following):
    _, restored = copies
    restored.does("take-over --reason 'The disk broke' --at 2026-07-15T12:00-05:00")
    pay = "pay receive HA-2026-00001 10 --method wire --on 2026-08-01"
    restored.does(f"{pay} --at 2026-08-01T10:00-05:00")
    said = following("audit verify --previous {f}", f=restored.ledger)
    assert (said.code, "and went on beside this one" in said.out) == (3, True), said.out
    said = restored(OF_ALL, f=following.ledger)
    assert (said.code, "went on beside this one" in said.err) == (2, True), said.err
    other = restored.folder / "other.db"
    assert restored("season close {f} --at 2026-09-01T10:00-05:00", f=other).code == 1
    restored.does("period lock 2026-08-31 --at 2026-08-31T10:00-05:00")
    restored.does("season close {f} --at 2026-09-01T10:00-05:00", f=other)
    said = restored(OF_ALL, f=following.ledger)
    assert (said.code, "The ledger before ended for" in said.err) == (2, True), said.err


@pytest.mark.usefixtures("copies")
def test_several_are_looked_back_to_by_their_whole_ledgers(clerk, following):
    """Before the next began only one is told of; in between neither has all of it."""
    for day, code in (("2026-06-15", 0), ("2026-07-01", 2), ("2026-08-15", 0)):
        said = clerk(f"{OF_ALL} --as-of {day}T10:00-05:00", f=following.ledger)
        assert said.code == code, (day, said.err)
        assert ("ask as of a later time" in said.err) is (code == 2)


def test_who_is_forgotten_is_forgotten_in_the_vault_before(tmp_path, monkeypatch):
    keys = tmp_path / "keys"
    monkeypatch.setenv("LOTLEDGER_KEYS", str(keys))
    monkeypatch.delenv("LOTLEDGER_REHEARSAL")
    (tmp_path / "sale").mkdir()
    clerk, there = Clerk(tmp_path / "sale"), tmp_path / "sale" / "next.db"
    for client in ("C-1", "C-2"):
        clerk.does(f"client add {client}")
        clerk.does(f"client file {client} --name Ada --country GB")
    clerk.does("period lock 2026-01-31")
    clerk.does("season close {f}", f=there)
    ledger = clerk("ledger show --json").json["ledger"]
    folder = KeyFolder(keys).of_ledger(ledger)

    def kept():
        with closing_file(
            open_vault(folder, ledger, apart_from=None, passphrase=str)
        ) as vault:
            return [
                (kind, client)
                for kind in ("person", "client")
                for client in ("C-1", "C-2")
                if vault.has_key(kind, client)
            ]

    with closing_file(
        open_vault(folder, ledger, apart_from=None, passphrase=str)
    ) as vault:
        for client in ("C-1", "C-2"):
            vault.key("client", client)
    assert len(kept()) == 4
    Clerk(tmp_path / "sale", there).does(ERASE)
    assert kept() == [("person", "C-2"), ("client", "C-2")]


@pytest.fixture
def seasons_of_three(tmp_path, monkeypatch):
    """The clerks of three live ledgers, each of which goes on from the one before."""
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    monkeypatch.delenv("LOTLEDGER_REHEARSAL")
    (tmp_path / "sale").mkdir()
    clerk = Clerk(tmp_path / "sale")
    clerk.does("client add C-1")
    clerk.does("client file C-1 --name Ada --country GB")
    clerks = [clerk]
    for month in ("2026-01-31", "2026-02-28"):
        there = tmp_path / "sale" / f"after-{month}.db"
        clerks[-1].does(f"period lock {month}")
        clerks[-1].does("season close {f}", f=there)
        clerks.append(Clerk(tmp_path / "sale", there))
    return clerks


def vault_of(clerk, tmp_path):
    ledger = clerk("ledger show --json").json["ledger"]
    return KeyFolder(tmp_path / "keys").of_ledger(ledger), ledger


def opens_ada(clerk, tmp_path):
    folder, ledger = vault_of(clerk, tmp_path)
    vault = open_vault(folder, ledger, apart_from=None, passphrase=str)
    with closing_file(vault):
        return vault.has_key("person", "C-1")


def test_who_is_forgotten_is_forgotten_in_every_vault_before(
    seasons_of_three, tmp_path
):
    last = seasons_of_three[-1]
    (folder, _), moved = vault_of(seasons_of_three[0], tmp_path), tmp_path / "moved"
    key = folder.path / "vault.key"
    key.rename(moved)
    head = last.events()
    refused = last(ERASE)
    assert (refused.code, str(key) in refused.err) == (1, True)
    assert last.events() == head, "nothing is recorded before all of them open"
    moved.rename(key)
    assert last.does(f"{ERASE} --json")
    assert not any(opens_ada(each, tmp_path) for each in seasons_of_three)


def test_stopped_after_the_recording_it_is_done_in_every_vault(
    seasons_of_three, tmp_path
):
    """Whoever opens the vault next does it, in the vaults before as well."""
    last = seasons_of_three[-1]
    asked = erase(ClientId("C-1"), basis="x", authorised_by="Ann", at=clock("10:00"))
    with House.open(str(last.ledger), keys=KeyFolder(tmp_path / "keys")) as house:
        house.do(asked, by=replace(by(), actor="Bob"))
    assert all(opens_ada(each, tmp_path) for each in seasons_of_three)
    last("client person C-1")
    assert not any(opens_ada(each, tmp_path) for each in seasons_of_three)


def test_a_vault_that_is_not_here_is_told(seasons_of_three, tmp_path):
    (folder, ledger) = vault_of(seasons_of_three[0], tmp_path)
    folder.path.rename(tmp_path / "elsewhere")
    erased = seasons_of_three[-1].does(ERASE)
    assert f"The vault of the ledger {ledger}, which this one goes on" in erased
    assert not any(opens_ada(each, tmp_path) for each in seasons_of_three[1:])


def test_what_kept_a_lot_from_selling_is_stated_no_second_time(tmp_path):
    """The reserve is sealed anew, and why the lot was passed is on record."""
    clerk = Clerk(tmp_path)
    clerk.begin(CONSIGNED)
    for lot, paddle, amount in (("1", "101", "200"), ("2", "102", "500")):
        clerk.does(
            f"bid MAY26/{lot} --paddle {paddle} --maximum {amount} "
            "--at 2026-05-19T10:00-05:00"
        )
    clerk.does(f"sale close MAY26 --at {CLOSED}")
    rules = clerk.writes("settlement.toml", CONSIGNORS_RULES)
    rates = clerk.writes("rates.csv", RATES.replace(" fees shipping", ""))
    clerk.does(f"sale settlement MAY26 {{f}} {DAY}", f=rules)
    clerk.does(f"tax import {{f}} {DAY}", f=rates)
    clerk.does(f"settle MAY26 {DAY}")
    assert "of the reserve of $700" in clerk.does("statement show HA-2026-S00001")
    clerk.does(f"period lock 2026-06-30 {CLOSES}")
    clerk.does(f"season close {{f}} {CLOSES}", f=tmp_path / "next.db")
    following = Clerk(tmp_path, tmp_path / "next.db")
    assert "Nothing to issue" in following.does(f"settle MAY26 {NEXT}")
    assert following("audit verify --previous {f}", f=clerk.ledger).code == 0


def test_a_sale_is_called_off_in_the_next_and_no_lot_put_up_again(following):
    """What was sold can be undone there; its bids, which another bidder needs, not."""
    corrects = f"--authorised-by Ann --reason 'It was not paid' {NEXT}"
    said = following(f"correct reopen MAY26/2 {corrects}")
    assert (said.code, "bidding-elsewhere" in said.err) == (1, True)
    following.does(f"correct rescind MAY26/2 {corrects}")
    issued = following.does(f"settle MAY26 {NEXT}")
    assert "HA-2026-C00001" in issued
    assert "HA-2026-S00003" in issued
    assert following("report checks").code == 0
    assert following("audit verify").code == 0


def ended(house):
    """End the sale's ledger, for one that is not there."""
    closed = seasons.close_season(
        ended_on=date(2026, 6, 30),
        brought_to=house.head(),
        next_origin="lotledger/next",
        next_place="next.db",
        next_head=PublishedHead(1, "root"),
    )
    house.do(closed, by=by())


def test_a_service_of_a_ledger_that_ended_only_reads(tmp_path):
    with served(tmp_path, ended) as service:
        head = service.house.head()
        lot = "/api/v1/sales/MAY26/lots/1"
        bid = {"paddle": "101", "maximum": "200"}
        for path, role, body in (
            ("bids", Role.CLERK, bid),
            ("hammer", Role.AUCTIONEER, {}),
            ("close", Role.AUCTIONEER, {}),
        ):
            answer = service.tell(f"{lot}/{path}", body, role, key=path)
            assert answer.json()["code"] == "ledger-has-ended", answer.text
            assert "next.db" in answer.text
        assert service.ask("/api/v1/sales/MAY26/lots").status_code == 200
        assert service.house.head() == head


@pytest.mark.parametrize(
    "line", ["sale announce {terms}", "dispute open MAY26/1 --question Why?"]
)
def test_what_another_records_meanwhile_keeps_it_open(
    clerk, tmp_path, monkeypatch, line
):
    """What was looked for, and not there, is begun by somebody before it ends."""
    terms = clerk.writes("july.toml", TERMS.replace("MAY26", "JUL26"))
    there = tmp_path / "next.db"

    def looked(house, who):
        yield from unfinished.in_the_way(house, who)
        clerk.does(f"{line} {CLOSES}", terms=terms)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(closing, "in_the_way", looked)
        said = clerk(f"season close {{f}} {CLOSES}", f=there)
    assert said.code == 1, said.out
    assert "was recorded while the season was being closed" in said.err
    assert not there.exists(), "a next without it is not begun"
    said = clerk(f"season close {{f}} {CLOSES}", f=there)
    assert (said.code, "in the way of closing" in said.err) == (1, True)


def test_what_came_between_is_left_in_neither(clerk, tmp_path, monkeypatch):
    """Stopped before the end, and gone on with: the next has not all of it."""
    there = tmp_path / "next.db"

    def stopped(**_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as stopping:
        stopping.setattr(closing, "close_season", stopped)
        clerk(f"season close {{f}} {CLOSES}", f=there)
    head = clerk.events()
    clerk.does(f"client add C-9 --kind person {CLOSES}")
    said = clerk(f"season close {{f}} {CLOSES}", f=there)
    assert (said.code, f"from position {head} of it" in said.err) == (1, True)
    with House.open(str(clerk.ledger), recording=REHEARSAL) as house:
        late = seasons.close_season(
            ended_on=date(2026, 6, 30),
            brought_to=head,
            next_origin="lotledger/next",
            next_place="next.db",
            next_head=PublishedHead(1, "root"),
        )
        with pytest.raises(NotTheNext, match="more was recorded since"):
            house.do(late, by=by())
