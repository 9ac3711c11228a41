"""Files that go on and on, or deeper and deeper, are faulty in one sentence."""

import pytest

from ledger.files.problems import Faulty
from ledger.files.settlement_file import read_settlement
from ledger.files.toml.reading import parsed
from ledger.money import Currency
from tests.clerk import clerk_of_a_sale

pytestmark = pytest.mark.slow

BEYOND = [
    ("x = " + "9" * 5_000, "1: found 5,000 digits"),
    ("\n\nx = 0x" + "f" * 5_000, "3: found 5,002 characters"),
    ("y = 1\nx = " + "[" * 20_000, "2: found more than 32 tables or lists"),
    ("x = " + "[" * 20_000 + "]" * 20_000, "1: found more than 32 tables or lists"),
    ("x = " + "{a=" * 5_000, "1: found more than 32 tables or lists"),
    (".".join("a" * 20_000) + " = 1", "1: found more than 32 tables or lists"),
    ("[" + ".".join("a" * 20_000) + "]", "1: found more than 32 tables or lists"),
]


@pytest.mark.parametrize(("text", "sentence"), BEYOND)
def test_a_file_beyond_the_limits_of_its_parser_is_faulty(text, sentence):
    with pytest.raises(Faulty) as faulty:
        parsed("x.toml", text.encode())
    assert str(faulty.value).startswith(f"x.toml:{sentence}")


@pytest.mark.parametrize(
    "text", ['x = """\n' + "[" * 99 + '"""', "# " + "[" * 99, f"x = '{'9' * 999}'"]
)
def test_what_is_quoted_or_remarked_may_be_as_long_as_it_likes(text):
    parsed("x.toml", text.encode())


COMMANDS = [
    "terms check {f}",
    "terms premium {f} 100",
    "sale announce {f}",
    "sale amend {f}",
    "sale settlement MAY26 {f}",
    "report journal MAY26 --format beancount --settings {f}",
    "pay import {f} --mapping {f}",
    "catalogue import MAY26 {f}",
    "bids import MAY26 {f}",
    "client import MAY26 {f}",
    "tax import {f}",
    "pay import {f} --day D --amount A --text T --currency USD",
    "replay csv {f} --terms heritage-2025 --lot a --bidder b --maximum c --at d",
]


@pytest.mark.parametrize("endless", ["/dev/zero", "/dev/full"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_without_end_is_refused_in_a_sentence(tmp_path, command, endless):
    said = clerk_of_a_sale(tmp_path)(command, f=endless)
    assert said.code == 1
    assert f"{endless}: found more than 64 MB" in said.out + said.err


def test_no_evidence_goes_on_without_end(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    said = clerk("bid MAY26/1 --paddle 101 --maximum 80 --evidence /dev/zero")
    assert said.code == 2
    assert "/dev/zero is no ordinary file" in said.err


def test_the_limit_can_be_raised(tmp_path, monkeypatch):
    clerk = clerk_of_a_sale(tmp_path)
    monkeypatch.setattr("ledger.files.contents.MB", 10)
    rates = clerk.writes(
        "rates.csv", "jurisdiction,name,rate,on,valid_from\n" + "," * 900
    )
    limited = "--input-limit {mb} tax import {f}"
    assert "found more than 2 MB" in clerk(limited, mb=2, f=rates).err
    assert "more than" not in clerk(limited, mb=99, f=rates).err
    monkeypatch.setenv("LOTLEDGER_INPUT_LIMIT", "3")
    assert "--input-limit" in clerk("tax import {f}", f=rates).err


def test_an_excess_is_a_mistake_of_every_kind_of_settings(tmp_path):
    file = tmp_path / "settlement.toml"
    file.write_text("[tax]\nplace = " + "[" * 20_000)
    with pytest.raises(Faulty, match=r"settlement.toml:2: found more than 32"):
        read_settlement(file, currency=Currency("USD"))
