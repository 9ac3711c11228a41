"""Users and roles at the terminal: keys, grants, and what is refused without them."""

from __future__ import annotations

import os

import pytest

from ledger.entry import KnownBy
from ledger.house import House
from tests.clerk import TERMS, Clerk, clerk_of_a_sale
from tests.clerk_with_roles import ANNA, AT, give_roles, key_file
from tests.sale_of_tests import all_entries

pytestmark = pytest.mark.slow


@pytest.fixture
def clerk(tmp_path, monkeypatch):
    """Return a clerk of a sale whose keys are kept apart from it."""
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "sale").mkdir()
    return clerk_of_a_sale(tmp_path / "sale")


@pytest.fixture
def roles(clerk):
    """Return that clerk once u-anna gives the roles, and u-ben is a clerk."""
    give_roles(clerk)
    return clerk


def bid(clerk, who, amount=500):
    return clerk(
        f"bid MAY26/1 --paddle 101 --maximum {amount} --sure {who} "
        "--at 2026-05-19T10:00-05:00"
    )


def recorded(clerk):
    """Return who recorded each entry of a clerk's ledger."""
    with House.open(str(clerk.ledger)) as house:
        return [entry.by for entry in all_entries(house)]


def test_a_told_name_works_until_the_first_role_is_given(clerk):
    clerk.does(f"user add u-anna {AT}")
    clerk.does(f"user key u-anna {AT}")
    assert bid(clerk, "--actor Anybody", 300).code == 0
    said = clerk.does(f"role grant u-anna administrator {AT}")
    assert said.startswith("User u-anna is administrator.")
    refused = bid(clerk, "--actor Anybody")
    assert refused.code == 1
    assert refused.err.startswith("Refused (unknown-user):")


def test_a_user_acts_with_the_key_kept_here(roles):
    assert bid(roles, "--actor u-ben").code == 0
    last = recorded(roles)[-1]
    assert (last.actor, last.known) == ("u-ben", KnownBy.SIGNED_IN)


def test_without_the_key_a_name_proves_nothing(roles, monkeypatch, tmp_path):
    monkeypatch.setenv("LOTLEDGER_USER_KEY", str(tmp_path / "none.key"))
    refused = bid(roles, "--actor u-ben")
    assert refused.code == 1
    assert refused.err.startswith("Refused (not-known):")
    monkeypatch.setenv("LOTLEDGER_USER_KEY", str(key_file(roles, "u-anna")))
    assert "Refused (not-known):" in bid(roles, "--actor u-ben").err
    monkeypatch.setenv("LOTLEDGER_USER_KEY", str(key_file(roles, "u-ben")))
    assert bid(roles, "--actor u-ben").code == 0


def test_a_role_does_what_its_duties_are(roles):
    head = roles.events()
    refused = roles("paddle suspend MAY26 101 --actor u-ben --reason no " + AT)
    assert refused.code == 1
    assert refused.err == (
        "Refused (not-allowed): User u-ben may not suspend a paddle as clerk. It is "
        "for: compliance. See who has which role with: lotledger role list\n"
    )
    assert "as compliance" in bid(roles, "--actor u-ben --role compliance").err
    assert roles.events() == head


def test_a_key_file_is_its_owners_alone(roles):
    file = key_file(roles, "u-ben")
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert oct(file.parent.stat().st_mode & 0o777) == "0o700"
    file.chmod(0o644)
    refused = bid(roles, "--actor u-ben")
    assert refused.code == 1
    assert "Refused (keys-not-kept):" in refused.err


def test_no_key_is_read_beside_the_ledger(roles, monkeypatch):
    beside = roles.folder / "u-ben.key"
    os.link(key_file(roles, "u-ben"), beside)
    monkeypatch.setenv("LOTLEDGER_USER_KEY", str(beside))
    assert "Refused (keys-not-kept):" in bid(roles, "--actor u-ben").err


def test_a_key_made_elsewhere_is_handed_over_by_its_public_half(roles, monkeypatch):
    mine = roles.folder.parent / "other-keys"
    roles.does(f"user add u-cleo {ANNA}")
    head = roles.events()
    ours = os.environ["LOTLEDGER_KEYS"]
    monkeypatch.setenv("LOTLEDGER_KEYS", str(mine))
    made = roles(f"user key u-cleo --only-make --json {AT}").json
    assert made["position"] is None
    assert roles.events() == head
    monkeypatch.setenv("LOTLEDGER_KEYS", ours)
    wrong = roles(f"user key u-ben --verifier {made['key']} {ANNA}")
    assert wrong.code == 2
    roles.does(f"user key u-cleo --verifier {made['key']} {ANNA}")
    roles.does(f"role grant u-cleo clerk {ANNA}")
    assert "Refused (not-known)" in bid(roles, "--actor u-cleo").err
    monkeypatch.setenv("LOTLEDGER_KEYS", str(mine))
    assert bid(roles, "--actor u-cleo").code == 0


def test_an_administrator_puts_another_key_in_the_place_of_theirs(roles):
    former = key_file(roles, "u-anna")
    answer = roles(f"user key u-anna --json {ANNA}").json
    assert answer["file"] != str(former)
    roles.does(f"user add u-dan {ANNA}")
    (_, ben) = roles("user list --json").json[:2]
    assert ben == {
        "user": "u-ben",
        "key": ben["key"],
        "grants": [{"role": "clerk", "until": None}],
    }


def test_dry_runs_record_nothing(roles):
    head = roles.events()
    for line in (
        "user add u-x",
        "user key u-ben",
        "role grant u-ben auctioneer",
        "role revoke u-ben clerk",
        "user end u-ben",
    ):
        assert "nothing is recorded" in roles.does(f"{line} --dry-run {ANNA}")
    assert roles.events() == head
    assert len(list(roles.folder.parent.glob("keys/*/users/*"))) == 2


def test_a_role_is_taken_and_the_list_says_who_has_it(roles):
    roles.does(f"role grant u-ben auditor --until 2026-12-31 {ANNA}")
    roles.does(f"role revoke u-ben clerk {ANNA}")
    assert bid(roles, "--actor u-ben").code == 1
    listed = {each["role"]: each for each in roles("role list --json").json}
    assert listed["clerk"]["holders"] == []
    assert listed["auditor"]["holders"] == [{"user": "u-ben", "until": "2026-12-31"}]
    assert "u-ben until 2026-12-31" in roles.does("role list")
    assert "auditor until 2026-12-31" in roles.does("user list")


def test_a_user_who_leaves_has_no_role_and_nothing_to_sign_in_with(roles):
    roles.does("vault new")
    written = roles.writes("password", "correct horse battery")
    roles.does(f"user password u-ben --from {written}")
    token = roles("token new u-ben --role clerk --json").json["filed"]["id"]
    roles.does(f"role grant u-ben auctioneer {ANNA}")
    assert "u-ben is ended: 2 roles are taken" in roles.does(f"user end u-ben {ANNA}")
    assert bid(roles, "--actor u-ben").code == 1
    assert not roles("user list --json").json[1]["grants"]
    (made,) = roles("token list --json").json
    assert made["id"] == token
    assert made["revoked_at"] is not None
    head = roles.events()
    assert "0 roles are taken" in roles.does(f"user end u-ben {ANNA}")
    assert roles.events() == head
    assert "last-administrator" in roles(f"user end u-anna {ANNA}").err


def second(clerk):
    """Let u-cleo see to compliance, and u-dan keep the accounts."""
    for user, role in (("u-cleo", "compliance"), ("u-dan", "accountant")):
        clerk.does(f"user add {user} {ANNA}")
        clerk.does(f"user key {user} {ANNA}")
        clerk.does(f"role grant {user} {role} {ANNA}")


CLEO = f"--actor u-cleo --role compliance {AT}"


def test_a_second_person_approves_by_a_file(roles):
    second(roles)
    file = roles.folder / "limit.json"
    limit = f"client limit C-1 25,000 {CLEO}"
    refused = roles(limit)
    assert refused.code == 1
    assert refused.err.startswith("Refused (approval-needed): To set a client's limit")
    head = roles.events()
    said = roles.does(f"{limit} --ask-approval {file}")
    assert said.startswith(f"Nothing is recorded. {file} asks for the approval")
    assert "Refused (approval-invalid)" in roles(f"{limit} --approval {file}").err
    before = file.read_bytes()
    for tried in ("", " --dry-run"):
        own = roles(f"approve {file} --actor u-cleo {AT}{tried}")
        assert "Refused (same-person)" in own.err
        other = roles(f"approve {file} --actor u-ben{tried}")
        assert "Refused (not-an-approver)" in other.err
    shown = roles.does(f"approve {file} --dry-run --actor u-dan {AT}")
    assert file.read_bytes() == before
    assert "u-cleo, as compliance" in shown
    assert "limit     $25,000" in shown
    answer = roles(f"approve {file} --actor u-dan --json {AT}").json
    assert (answer["actor"], answer["second"]) == ("u-cleo", "u-dan")
    assert roles.events() == head
    other = f"client limit C-1 26,000 {CLEO} --approval {file}"
    assert "Refused (approval-invalid)" in roles(other).err
    roles.does(f"{limit} --approval {file}")
    last = recorded(roles)[-1]
    assert (last.actor, last.second) == ("u-cleo", "u-dan")
    assert last.approval.digest == answer["digest"]
    assert "Recorded before" in roles.does(f"{limit} --approval {file}")
    assert roles.events() == head + 1
    assert roles("audit verify").code == 0


def test_what_takes_no_second_person_is_not_asked(roles):
    file = roles.folder / "bid.json"
    said = bid(roles, f"--actor u-ben --ask-approval {file}")
    assert said.code == 2
    assert "takes no second person" in said.err
    assert not file.exists()


@pytest.mark.parametrize("text", ["", "{}", "[", '{"ledger": 1}', "\x00"])
def test_a_file_that_asks_nothing_is_refused(roles, text):
    file = roles.writes("bad.json", text)
    said = roles(f"approve {file} --actor u-ben")
    assert said.code == 2
    assert "asks for no approval" in said.err
    assert roles(f"client limit C-1 5 {CLEO} --approval {file}").code == 2


def test_a_sum_says_which_limits_one_person_sets_alone(roles):
    second(roles)
    file = roles.folder / "limits.json"
    limits = f"role limits usd 10,000 {ANNA}"
    roles.does(f"{limits} --ask-approval {file}")
    roles.does(f"approve {file} --actor u-cleo {AT}")
    assert "beyond $10,000 takes" in roles.does(f"{limits} --approval {file}")
    roles.does(f"client limit C-1 10,000 {CLEO}")
    assert roles(f"client limit C-1 10,001 {CLEO}").code == 1
    assert roles(f"client limit C-1 none {CLEO}").code == 1


def test_a_list_of_clients_with_limits_is_approved_as_it_is(roles):
    second(roles)
    file = roles.folder / "list.json"
    listed = roles.writes(
        "more.csv", "client,kind,paddle,credit_limit\nC-9,person,109,900\n"
    )
    importing = f"client import MAY26 {listed} --actor u-ben {AT}"
    assert "Refused (approval-needed)" in roles(importing).err
    roles.does(f"{importing} --ask-approval {file}")
    roles.does(f"approve {file} --actor u-dan {AT}")
    roles.writes("more.csv", "client,kind,paddle,credit_limit\nC-9,person,109,9000\n")
    assert "Refused (approval-invalid)" in roles(f"{importing} --approval {file}").err
    roles.writes("more.csv", "client,kind,paddle,credit_limit\nC-9,person,109,900\n")
    roles.does(f"{importing} --approval {file}")


def test_who_a_user_is_stands_in_the_vault_alone(roles):
    second(roles)
    roles.does('user file u-ben --name "Benedict Osei" --email ben@example.org')
    assert b"Osei" not in roles.ledger.read_bytes()
    shown = roles(f"user show u-ben --json {CLEO}").json
    assert shown["user"] == "u-ben"
    assert shown["on_file"]["name"] == "Benedict Osei"
    head = roles.events()
    assert "Benedict Osei" in roles.does(f"user show u-ben {CLEO}")
    assert roles.events() == head, "once for a day and a purpose"
    assert recorded(roles)[-1].actor == "u-cleo"
    assert "Refused (not-allowed)" in roles(f"user show u-ben {ANNA}").err
    assert "Refused (unknown-user)" in roles("user file u-none --name X").err


TIMED = TERMS.replace('"floor"', '"timed"', 1).replace(
    'proxies_end = "10 minutes before"', 'closes = "2026-05-20 17:00"'
)


def test_whoever_runs_a_sale_signs_each_close(clerk):
    timed = Clerk(clerk.folder.parent / "timed")
    timed.folder.mkdir()
    timed.begin(terms=TIMED)
    give_roles(timed)
    late = "--at 2026-05-20T18:00-05:00"
    assert "Refused (unknown-user)" in timed(f"sale run MAY26 {late}").err
    run = timed(f"sale run MAY26 --actor u-ben {late}")
    assert run.code == 0, run.err
    assert "is closed" in run.out
    assert {by.known for by in recorded(timed)[-4:]} == {KnownBy.SIGNED_IN}


@pytest.mark.parametrize("name", ["anna", "u-", "u-Anna", "U-ANNA", "u-a b"])
def test_a_user_has_a_short_name(clerk, name):
    said = clerk.type(["user", "add", name, *AT.split()])
    assert said.code == 2
    assert "like u-anna" in said.err


def test_a_live_ledger_keeps_whether_a_name_was_told_or_proven(tmp_path, monkeypatch):
    monkeypatch.delenv("LOTLEDGER_REHEARSAL")
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "sale").mkdir()
    clerk = Clerk(tmp_path / "sale")
    clerk.does("client add C-1")
    clerk.does("user add u-anna")
    clerk.does("user key u-anna")
    clerk.does("role grant u-anna administrator")
    clerk.does("user add u-ben --actor u-anna --role administrator")
    *before, last = [by.known for by in recorded(clerk)]
    assert set(before) == {KnownBy.TOLD}
    assert last is KnownBy.SIGNED_IN
