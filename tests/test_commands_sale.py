"""Preparing a sale on the command line: terms, catalogue, clients, paddles, lots."""

from __future__ import annotations

import pytest

from tests.clerk import ANNOUNCED, CATALOGUE, CLOSED, TERMS, Clerk, clerk_of_a_sale

pytestmark = pytest.mark.slow

AT = "--at 2026-05-04T12:00-05:00"
WHY = f"--reason misprint {AT}"


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_sale(tmp_path)


WRONG_TERMS = """\
sale = "may 26"
titel = "A May sale"
zone = "Chicago"
preset = "heritage-2026"

[[sessions]]
number = 1
lots = "99-1"
kind = "flor"
"""


def test_all_mistakes_of_a_terms_file_are_told_at_once(clerk):
    file = clerk.writes("wrong.toml", WRONG_TERMS)
    checked = clerk("terms check {file}", file=file)
    mistakes = checked.out.splitlines()
    assert checked.code == 1
    assert len(mistakes) >= 8
    assert all(mistake.startswith(f"{file}:") for mistake in mistakes)
    assert checked.err == f"{file}: {len(mistakes)} mistakes.\n"
    answer = clerk("terms check {file} --json", file=file)
    assert (answer.code, answer.json["sound"]) == (1, False)
    assert len(answer.json["problems"]) == len(mistakes)
    announced = clerk("sale announce {file}", file=file)
    assert (announced.code, announced.out) == (1, "")
    assert announced.err.splitlines()[1:] == mistakes


def test_announcing_starts_a_ledger_and_again_changes_nothing(tmp_path):
    clerk = Clerk(tmp_path)
    file = clerk.writes("terms.toml", TERMS)
    first = clerk.does("sale announce {file}", file=file)
    assert first == "Sale MAY26, A May sale: lots 1-99. At position 2.\n"
    again = clerk.does("sale announce {file}", file=file)
    assert again.endswith("Nothing to record: this is already on record.\n")


def test_a_sale_without_lots_says_how_to_enter_them(tmp_path):
    clerk = Clerk(tmp_path)
    clerk.does("sale announce {file}", file=clerk.writes("terms.toml", TERMS))
    told = "Sale MAY26 has no lots yet. Enter them with: lotledger catalogue import "
    assert clerk.does("lots MAY26").startswith(told)
    assert clerk("lots MAY26 --json").json == []
    assert clerk.does("results MAY26").startswith("0 of 0 lots sold")
    assert clerk.does("bids list MAY26") == (
        "The bidding of MAY26 has no events yet.\n"
    )


def test_terms_change_by_a_notice_and_a_reason_once_there_are_bids(clerk):
    file = clerk.writes("new.toml", TERMS.replace("A May sale", "The May sale"))
    line = f"sale amend {{file}} {AT}"
    assert "terms amended. At position 13." in clerk.does(line, file=file)
    assert "already on record" in clerk.does(line, file=file)
    clerk.does(f"bid MAY26/1 --paddle 101 --maximum 80 {AT}")
    clerk.writes("new.toml", TERMS.replace("A May sale", "Spring"))
    assert clerk(line, file=file).err.startswith("Refused (notice-needed): ")
    noted = f"{line} --notice 'A new title'"
    assert clerk(noted, file=file).err.startswith("Refused (reason-needed): ")
    assert clerk(f"{noted} --notice ''", file=file).code == 2
    assert clerk.does(f"{noted} --reason misprint", file=file).endswith("15.\n")
    answer = clerk("sale show MAY26 --json").json
    assert (answer["title"], answer["terms_version"]) == ("Spring", 3)


def test_what_lots_were_catalogued_under_stays(clerk):
    file = clerk.writes("new.toml", TERMS.replace("10:00", "11:00"))
    answer = clerk(f"sale amend {{file}} {AT}", file=file)
    assert answer.err.startswith("Refused (terms-fixed): The sessions of sale MAY26 ")


def test_a_sale_shows_its_times_on_the_clocks_of_its_saleroom(clerk):
    answer = clerk.does("sale show MAY26")
    assert "zone       America/Chicago; times here are on its clocks\n" in answer
    assert "starts 2026-05-20 10:00:00, proxies end 2026-05-20 09:50:00\n" in answer
    (session,) = clerk("sale show MAY26 --json").json["sessions"]
    assert session["starts_at"] == "2026-05-20T15:00:00Z"


def test_a_sale_closes_after_its_bidding_and_once(clerk):
    clerk.does(f"bid MAY26/1 --paddle 101 --maximum 80 {AT}")
    early = clerk(f"sale close MAY26 {AT}")
    assert (early.code, early.out) == (1, "")
    assert early.err.startswith("Refused (bidding-goes-on): ")
    answer = clerk.does(f"sale close MAY26 --at {CLOSED}")
    assert answer == (
        "Lot 1: sold to 101 at $60, premium $49.\n"
        "Lot 2: passed, no bids.\n"
        "Lot 3: passed, no bids.\n"
        "Sale MAY26 is closed. At positions 14-17.\n"
    )
    again = clerk.does(f"sale close MAY26 --at {CLOSED}")
    assert (
        again == "Sale MAY26 is closed. Nothing to record: this is already on record.\n"
    )
    assert clerk.does("lots MAY26 --open") == "No lot of sale MAY26 is open.\n"


FILES = [
    ("nope.csv", None, "found no such file", "no such file"),
    (".", None, "found a folder", "a folder"),
    ("lots.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x81", "found the byte 0x81", "a picture"),
    ("lots.csv", b"", "found an empty file", "nothing in it"),
    ("lots.csv", "a,b\n1,2\n", 'found no column "lot"', "other columns"),
    ("lots.csv", "lot,titel,opening\n9,A,5\n", 'Write "title".', "a column mistyped"),
    ("lots.csv", "lot,title,opening\n100,A,5\n", "a lot of a session", "no session"),
    ("lots.csv", "lot,title,opening\n9,A,5\n9,B,5\n", "line 2 already", "twice"),
]


@pytest.mark.parametrize(("name", "text", "told", "because"), FILES)
def test_a_catalogue_that_cannot_be_taken(clerk, name, text, told, because):
    file = clerk.folder / name if text is None else clerk.writes(name, text)
    for more in ("", "--dry-run"):
        answer = clerk(f"catalogue import MAY26 {{file}} {more}", file=file)
        assert (answer.code, answer.out) == (1, ""), because
        assert answer.err.startswith("Refused (faulty-file): ")
        assert told in answer.err
    assert clerk.events() == 12


def test_a_catalogue_in_windows_letters_is_taken_with_a_remark(clerk):
    text = "lot,title,opening,quantity\n9,Café chair,50,1\n".encode("windows-1252")
    file = clerk.writes("lots.csv", text)
    answer = clerk(f"catalogue import MAY26 {{file}} {AT}", file=file)
    assert answer.out == f"{file}: 1 lot. At position 13.\n"
    assert answer.err.startswith(f"{file}: read as Windows-1252, ")
    assert clerk("lot show MAY26/9 --json").json["title"] == "Café chair"


def test_a_catalogue_is_recognised_and_a_lot_is_entered_once(clerk):
    file = clerk.writes("catalogue.csv", CATALOGUE)
    again = clerk.does(f"catalogue import MAY26 {{file}} {AT}", file=file)
    assert again == f"{file}: 3 lots. Recorded before, at positions 3-6.\n"
    file = clerk.writes("more.csv", CATALOGUE.replace("A chair", "A stool"))
    answer = clerk(f"catalogue import MAY26 {{file}} {AT}", file=file)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("Refused (lot-exists): ")


def test_the_same_catalogue_read_in_another_layout_is_another_command(clerk):
    file = clerk.writes("catalogue.csv", CATALOGUE)
    same = clerk(f"catalogue import MAY26 {{file}} --format lotledger {AT}", file=file)
    assert "Recorded before" in same.out
    other = clerk(f"catalogue import MAY26 {{file}} --format proxibid {AT}", file=file)
    assert "key-used" not in other.err


def test_a_client_has_a_limit_and_certificates(clerk):
    clerk.does(f"client add c-9 --kind firm --class dealer {AT}")
    clerk.does(f"client limit C-9 25,000 {AT}")
    filed = f"client certificate C-9 TX 1-23 --from 2026-01-01 --until 2026-12-31 {AT}"
    clerk.does(filed)
    assert clerk(filed).err.startswith("Refused (certificate-exists): ")
    answer = clerk.does("client show C-9")
    assert "limit USD       $25,000\n" in answer
    assert "certificate TX  1-23, from 2026-01-01 until 2026-12-31\n" in answer
    revoked = f"client certificate C-9 TX 1-23 --revoke {AT}"
    assert clerk(revoked).err.startswith("Refused (reason-needed): ")
    clerk.does(f"{revoked} --reason expired")
    assert clerk(f"{revoked} --reason expired").err.startswith(
        "Refused (unknown-certificate): "
    )
    clerk.does(f"client limit C-9 NONE {AT}")
    shown = clerk("client show C-9 --json").json
    assert shown.pop("changes")[0]["kind"] == "client-enrolled"
    for nothing in ("places", "money_held", "self_billing", "tax_statuses"):
        assert shown.pop(nothing) == []
    assert (shown.pop("checks"), shown.pop("contracts")) == ([], [])
    assert shown.pop("dealing") is None
    assert shown.pop("kept_fields") is None
    assert shown.pop("erased") == []
    assert shown == {
        "client": "C-9",
        "kind": "firm",
        "client_class": "dealer",
        "jurisdiction": None,
        "limits": {},
        "certificates": [],
    }


def test_a_certificate_of_a_place_without_rates_is_told(clerk):
    rates = clerk.writes(
        "rates.csv",
        "jurisdiction,name,rate,on,valid_from,valid_until\n"
        "US-TX-DALLAS,Sales tax,8.25%,hammer premium,2020-01-01,\n",
    )
    clerk.does(f"tax import {{f}} {AT}", f=rates)
    filed = f"client certificate C-1 {{place}} 1-23 --from 2026-01-01 {AT}"
    assert clerk(filed, place="US-TX").err == ""
    assert clerk(filed, place="TX").err == (
        "Warning: No tax of TX is on file, so it exempts from nothing. "
        "There are: US-TX-DALLAS.\n"
    )


CLERICAL = [
    ("client certificate C-1 TX 1", "--from", "it says from when it counts"),
    ("client certificate C-1 TX 1 --from 01/02/2026", "--from", "no such writing"),
    ("client certificate C-1 TX 1 --from 2026-02-30", "--from", "no such day"),
    (
        "client certificate C-1 TX 1 --from 2026-02-01 --until 2026-01-31",
        "--until",
        "it ends before it begins",
    ),
    ("client certificate C-1 '' 1 --from 2026-02-01", "JURISDICTION", "whose law"),
    ("client certificate C-1 Texas 1 --from 2026-02-01", "JURISDICTION", "no code"),
    ("client limit C-1 1.250,00", "AMOUNT|none", "commas and points exchanged"),
    ("client limit C-1 25.5 --currency JPY", "AMOUNT|none", "yen have no decimals"),
    ("client limit C-1 25 --currency ZZZ", "--currency", "no such currency"),
    ("client add 'C 9'", "CLIENT", "a space"),
    ("client add C-9 --class ''", "--class", "an empty class is no class"),
    ("paddle issue MAY26 9 --client C-1 --limit 5,0", "--limit", "a comma"),
    ("register MAY26/1 --paddle 101 --line 0", "--line", "lines count from 1"),
    ("lot amend MAY26/1 --title '' --reason x", "--title", "a title says something"),
    ("lot amend MAY26/1 --title 'A\nB' --reason x", "--title", "on one line"),
    ("lot amend MAY26/1 --opening 0 --reason x", "--opening", "nothing to pay"),
    ("lot amend MAY26/1 --low 300 --reason x", "--low, --high", "above the high one"),
    ("terms increments heritage-2025 --from 9 --to 1", "--to", "it falls"),
    ("terms increments ebay-2003 --from 1 --to 9000000000", "--to", "no end to it"),
]


@pytest.fixture(scope="module")
def hurried(tmp_path_factory):
    return clerk_of_a_sale(tmp_path_factory.mktemp("hurry"))


@pytest.mark.parametrize(("line", "where", "because"), CLERICAL)
def test_a_slip_records_nothing(hurried, line, where, because):
    said = hurried(line)
    assert (said.code, said.out) == (2, ""), because
    assert said.err.startswith(f"Wrong usage ({where}): ")
    assert said.err.count("\n") == 1
    assert hurried.events() == 12


def test_a_paddle_is_issued_limited_and_belongs_to_one_client(clerk):
    clerk.does(f"paddle issue MAY26 104 --client C-1 --limit 1,000 {AT}")
    taken = clerk(f"paddle issue MAY26 104 --client C-2 {AT}")
    assert taken.err.startswith("Refused (paddle-taken): ")
    unknown = clerk(f"paddle issue MAY26 105 --client C-7 {AT}")
    assert unknown.err.startswith("Refused (unknown-client): ")
    assert clerk.does(f"paddle limit MAY26 104 none {AT}").startswith(
        "Paddle 104 has no limit. "
    )
    (told,) = (
        paddle
        for paddle in clerk("sale show MAY26 --json").json["paddles"]
        if paddle["paddle"] == "104"
    )
    assert (told["limit"], told["suspended"]) == (None, False)


def test_a_lot_is_corrected_before_its_first_bid(clerk):
    line = f"lot amend MAY26/1 --title 'A stool' --opening 70 {AT}"
    assert clerk(line).err.startswith("Refused (reason-needed): ")
    clerk.does(f"{line} --reason misprint")
    answer = clerk("lot show MAY26/1 --json").json
    assert (answer["title"], answer["asking"]) == ("A stool", "70.00")
    clerk.does(f"bid MAY26/1 --paddle 101 --maximum 80 {AT}")
    assert clerk(f"{line} {WHY}").err.startswith("Refused (bids-exist): ")


def test_a_reserve_is_set_and_lifted_and_never_shown(clerk):
    clerk.does(f"lot reserve MAY26/1 120 {AT}")
    assert "reserve         not met\n" in clerk.does("lot show MAY26/1")
    above = clerk(f"lot reserve MAY26/1 151 {AT}")
    assert above.err.startswith("Refused (reserve-above-estimate): ")
    clerk.does(f"lot reserve MAY26/1 none {AT}")
    assert clerk("lot show MAY26/1 --json").json["reserve_met"] is None


def test_a_lot_is_withdrawn_for_a_reason(clerk):
    line = f"lot withdraw MAY26/1 {AT}"
    assert clerk(line).err.startswith("Refused (reason-needed): ")
    clerk.does(f"{line} --reason 'title disputed'")
    late = clerk(f"bid MAY26/1 --paddle 101 --maximum 80 {AT}")
    assert late.err.startswith("Refused (lot-not-open): ")
    assert "title disputed" in clerk.does("results MAY26")


def test_a_client_follows_a_lot_and_a_paddle_is_called_for_it(clerk):
    clerk.does(f"lot track MAY26/1 --client C-1 {AT}")
    clerk.does(f"register MAY26/1 --paddle 101 --line 3 {AT}")
    taken = clerk(f"register MAY26/1 --paddle 102 --line 3 {AT}")
    assert taken.err.startswith("Refused (line-taken): ")
    answer = clerk.does("lot show MAY26/1")
    assert "registered      101 by phone on line 3\n" in answer
    assert "followed by     1 client\n" in answer
    clerk.does(f"lot track MAY26/1 --client C-1 --stop {AT}")
    clerk.does(f"register MAY26/1 --paddle 101 --cancel {AT}")
    again = clerk(f"register MAY26/1 --paddle 101 --cancel {AT}")
    assert again.err.startswith("Refused (not-registered): ")
    answer = clerk("lot show MAY26/1 --json").json
    assert (answer["phones"], answer["tracking"]) == (0, 0)


def test_every_mistake_of_a_list_of_clients_is_told(clerk):
    text = f"client,kind,client_class,paddle,credit_limit\nC 9,dog,,1,{ANNOUNCED}\n"
    file = clerk.writes("clients.csv", text)
    answer = clerk("client import MAY26 {file}", file=file)
    first, *mistakes = answer.err.splitlines()
    assert first == "Refused (faulty-file): 3 mistakes; nothing was recorded."
    assert [mistake.split(": ")[1] for mistake in mistakes] == [
        "client",
        "kind",
        "credit_limit",
    ]
