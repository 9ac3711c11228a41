"""Files as spreadsheets, banks and other houses write them are read as they are."""

import pytest

from tests.clerk import ANNOUNCED, TERMS, clerk_of_a_sale

AT = f"--at {ANNOUNCED}"
LATER = "--at 2026-05-02T10:00-05:00"
LOTS = "lot,title,opening\n5,Bowl,100\n"


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_sale(tmp_path)


@pytest.mark.parametrize(
    ("sheet", "because"),
    [
        ("lot,title,opening,,,\n5,Bowl,100,,,\n,,,,,\n", "empty columns at the end"),
        ("lot,title,opening,\n5,Bowl,100, \n", "one of them with a blank in it"),
        ("sep=;\nlot;title;opening\n5;Bowl;100\n", "Excel's own line"),
        ("SEP=,\r\nlot,title,opening\r\n5,Bowl,100\r\n", "in capitals, on Windows"),
        (LOTS.encode("utf-16"), "UTF-16 with its mark"),
        (b"\xfe\xff" + LOTS.encode("utf-16-be"), "the other way around"),
    ],
)
def test_a_catalogue_is_read_as_it_is(clerk, sheet, because):
    file = clerk.writes("lots.csv", sheet)
    assert "1 lot" in clerk.does(f"catalogue import MAY26 {{f}} {AT}", f=file), because
    assert clerk.does("lot show MAY26/5 --json").count('"100.00"'), because


def test_a_column_with_something_in_it_needs_a_name(clerk):
    file = clerk.writes("lots.csv", "lot,title,opening,\n5,Bowl,100,x\n")
    said = clerk(f"catalogue import MAY26 {{f}} {AT}", f=file)
    assert "header: found nothing; expected a name for each column" in said.err


EUROS = TERMS.replace("MAY26", "EUR26").replace(
    'preset = "heritage-2025"',
    'currency = "EUR"\n[[bidding.increments]]\nfrom = "0"\nstep = "10"\n'
    '[[premium.bands]]\nrate = "25%"\n',
)


@pytest.fixture
def euro_clerk(clerk):
    clerk.does(f"sale announce {{f}} {AT}", f=clerk.writes("eur.toml", EUROS))
    return clerk


def test_every_import_of_amounts_reads_a_decimal_comma(euro_clerk):
    clerk = euro_clerk
    lots = clerk.writes("l.csv", "lot;title;opening\n5;Bowl;1.250,50\n")
    clients = clerk.writes(
        "c.csv", "client;kind;paddle;credit_limit\nC-9;firm;109;20.000,00\n"
    )
    bids = clerk.writes(
        "b.csv",
        f"lot;paddle;maximum;channel;received_at\n5;109;1.500,50;mail;{ANNOUNCED}\n",
    )
    rates = clerk.writes(
        "r.csv",
        "jurisdiction;name;rate;on;valid_from\nDE;VAT;8,25%;hammer;2026-01-01\n",
    )
    comma = f"--decimal comma {AT}"
    clerk.does(f"catalogue import EUR26 {{f}} {comma}", f=lots)
    clerk.does(f"client import EUR26 {{f}} {comma}", f=clients)
    clerk.does(f"bids import EUR26 {{f}} {comma}", f=bids)
    clerk.does(f"tax import {{f}} {comma}", f=rates)
    lot = clerk("lot show EUR26/5 --json").json
    assert lot["price"] == "1250.50"
    assert "8.25%" in clerk.does("tax rates DE")


def test_the_remedy_of_a_decimal_comma_names_the_option(euro_clerk):
    lots = euro_clerk.writes("l.csv", "lot;title;opening\n5;Bowl;1.250,50\n")
    line = f"catalogue import EUR26 {{f}} {AT}"
    assert "--decimal comma" in euro_clerk(line, f=lots).err
    points = euro_clerk.writes("p.csv", "lot;title;opening\n5;Bowl;1,250.50\n")
    said = euro_clerk(f"{line} --decimal comma", f=points)
    assert "Write it like €1.250,50." in said.err


def test_a_list_without_offsets_takes_a_zone(clerk):
    rows = "lot,paddle,maximum,channel,received_at\n1,101,80,mail,2026-05-01 09:00\n"
    file = clerk.writes("bids.csv", rows)
    assert (
        "or name its zone: --zone" in clerk(f"bids import MAY26 {{f}} {AT}", f=file).err
    )
    clerk.does(f"bids import MAY26 {{f}} --zone America/Chicago {AT}", f=file)
    said = clerk(f"bids import MAY26 {{f}} --zone Mars {AT}", f=file)
    assert said.code == 2
    assert "is no time zone" in said.err


PHONES = "lot,paddle,channel,phone_line\n1,101,phone,1\n2,101,phone,2\n"


def test_phone_registrations_are_imported_all_or_none(clerk):
    file = clerk.writes("phones.csv", PHONES)
    line = f"register import MAY26 {{f}} {AT}"
    assert "would record 2 events" in clerk.does(f"{line} --dry-run", f=file)
    assert "2 registrations" in clerk.does(line, f=file)
    assert "Recorded before" in clerk.does(line, f=file)
    strays = clerk.writes("s.csv", f"{PHONES}77,101,phone,3\n88,1,phone,4\n")
    said, before = clerk(line, f=strays), clerk.events()
    for words in (':4:1: lot: found "77"', ':5:1: lot: found "88"'):
        assert words in said.err
    assert ':5:2: paddle: found "1"; expected a paddle that was issued' in said.err
    assert clerk.events() == before


def test_a_single_registration_is_typed_as_before(clerk):
    assert "registered" in clerk.does(f"register MAY26/1 --paddle 102 {AT}")
    assert "registered" in clerk.does(f"register lot MAY26/2 --paddle 102 {AT}")


def test_limits_hold_in_a_list_across_lots_and_prices(clerk):
    rows = "lot,paddle,maximum,channel,received_at\n" + "".join(
        f"{lot},103,{maximum},mail,{ANNOUNCED}\n"
        for lot, maximum in ((1, 300), (3, 300), (1, 250), (3, 200))
    )
    said = clerk.does(f"bids import MAY26 {{f}} {LATER}", f=clerk.writes("b.csv", rows))
    assert "1 credit" in said or "over" in said or "limit" in said
