"""Files as spreadsheets, banks and other houses write them are read as they are."""

import click
import pytest

from commands.main import main
from ledger.house import House
from ledger.identity import LotId
from tests.clerk import ANNOUNCED, TERMS, clerk_of_a_sale

pytestmark = pytest.mark.slow

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


def imports(group, words=()):
    """Every command that takes in a table, by the words it is called with."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        called = (*words, name)
        if isinstance(command, click.Group):
            yield from imports(command, called)
        elif name == "import" or called == ("replay", "csv"):
            yield " ".join(called), command


IMPORTS = dict(imports(main))
HOUR = "2026-05-02T09:00-05:00"
SHEETS = {
    "catalogue import": ("EUR26", "lot;title;opening\n5;Bowl;1.250,50\n"),
    "client import": (
        "EUR26",
        "client;kind;paddle;credit_limit\nC-9;firm;109;9.000,50\n",
    ),
    "bids import": (
        "EUR26",
        f"lot;paddle;maximum;channel;received_at\n1;101;1.500,50;mail;{HOUR}\n",
    ),
    "register import": ("EUR26", "lot;paddle;phone_line\n1;101;3\n"),
    "intake import": (
        "EUR26",
        "lot;received_on;owner;deliverer;storage\n1;2026-05-01;C-1;C-1;shelf\n",
    ),
    "tax import": (
        "",
        "jurisdiction;name;rate;on;valid_from\nDE;VAT;8,25%;hammer;2026-01-01\n",
    ),
    "pay import": (
        "",
        "Date;Amount;Text\n2026-05-02;1.250,50;Paddle 101\n",
    ),
    "replay csv": ("", "lot;bid\n1;1.250,50\n1;1.500,25\n"),
}
"""A sheet with a decimal comma for each of them, and the sale that it is of."""
MORE = {
    "pay import": "--day Date --amount Amount --text Text --currency EUR",
    "replay csv": "--lot lot --maximum bid --terms {terms}",
}
NO_AMOUNTS = ("intake import", "register import")


def test_every_import_is_tried():
    assert IMPORTS.keys() == SHEETS.keys()


@pytest.fixture
def listing_clerk(euro_clerk):
    clerk = euro_clerk
    lots = clerk.writes("l.csv", "lot,title,opening\n1,Vase,100\n")
    clients = clerk.writes("c.csv", "client,kind,paddle\nC-1,person,101\n")
    clerk.does(f"catalogue import EUR26 {{f}} {AT}", f=lots)
    clerk.does(f"client import EUR26 {{f}} {AT}", f=clients)
    return clerk


def widened(sheet):
    """The sheet with two columns behind it in which nothing stands."""
    return "".join(f"{line};;\n" for line in sheet.splitlines())


@pytest.mark.parametrize("called", SHEETS)
@pytest.mark.parametrize(
    ("made", "because"),
    [
        (str.encode, "a decimal comma"),
        (lambda sheet: f"sep=;\n{sheet}".encode(), "Excel's own line"),
        (lambda sheet: sheet.encode("utf-16"), "UTF-16"),
        (lambda sheet: widened(sheet).encode(), "empty columns at the end"),
        (lambda sheet: f"{sheet}Total;;\n;;\n".encode(), "a foot"),
    ],
    ids=["comma", "sep", "utf-16", "columns", "foot"],
)
def test_every_import_reads_sheets_as_they_are(listing_clerk, called, made, because):
    sale, sheet = SHEETS[called]
    file = listing_clerk.writes("sheet.csv", made(sheet))
    more = MORE.get(called, "").format(terms=listing_clerk.folder / "eur.toml")
    comma = "" if called in NO_AMOUNTS else "--decimal comma"
    foot = "--skip-last 1" if because == "a foot" else ""
    at = "" if called == "replay csv" else LATER
    said = listing_clerk(f"{called} {sale} {{f}} {more} {comma} {foot} {at}", f=file)
    assert said.code == 0, (because, said.err)
    assert "empty row" not in said.err or because == "a foot"
    assert {"--skip-last"} | (set() if called in NO_AMOUNTS else {"--decimal"}) <= {
        name for option in IMPORTS[called].params for name in option.opts
    }


MANIFEST = """\
Consign Code,Lot Number,Sub Lot Number,Sale Order,Title,Description,Quantity,\
Quantity Assigned,Start Bid Each,Total Reserve,Minimum Estimate Each,\
Maximum Estimate Each,Ship Y/N
C-1,20,A,2,Clamps,All of one length,4,0,5,30,10,15,Y
C-1,20,,1,Bench Vise,Jaws of five inches,1,0,20,0,40,60,N
"""
BARE = """\
Lot #,Source,Quantity,Lead,Description,Est. Min,Est. Max,Reserve,Starting Bid
30,C-1,2,Clamps,All of one length,100,150,60,20
"""


def listing(clerk, lot):
    with House.open(str(clerk.ledger)) as house:
        return house.lot(LotId(lot)).listing


def test_a_manifest_of_hibid_is_a_catalogue(clerk):
    file = clerk.writes("manifest.csv", MANIFEST)
    said = clerk(f"catalogue import MAY26 {{f}} {AT}", f=file)
    assert said.code == 0, said.err
    assert "lots in the order of Sale Order" in said.err
    lots = [lot["lot"] for lot in clerk("lots MAY26 --json").json][3:]
    assert lots == ["MAY26/20", "MAY26/20A"], "the order of the sale, not of the file"
    clamps = listing(clerk, "MAY26/20A")
    assert (clamps.low_estimate, clamps.high_estimate) == (40_00, 60_00)
    assert clamps.opening == 20_00, "the start bid is for each piece as well"


def test_a_row_of_a_manifest_is_named_by_its_line_and_not_by_its_order(clerk):
    clerk.does(f"catalogue import MAY26 {{f}} {AT}", f=clerk.writes("a.csv", MANIFEST))
    again = MANIFEST.replace("Bench", "A bench").replace(",20,A,2", ",21,A,2")
    said = clerk(f"catalogue import MAY26 {{f}} {AT}", f=clerk.writes("b.csv", again))
    assert "b.csv:3:2: Lot Number: Lot MAY26/20 is in the catalogue" in said.err


def test_auction_flex_without_each_and_total_means_the_lot(clerk):
    file = clerk.writes("bare.csv", BARE)
    clerk.does(f"catalogue import MAY26 {{f}} {AT}", f=file)
    assert listing(clerk, "MAY26/30").low_estimate == 100_00


PHONE_SHEET = "Lot #,Bidder,Name,Line\n1,101,Ada,2\n1,102,Ben,1\n3,101,Ada,\n"


def test_a_phone_sheet_is_read_as_clerks_keep_it_and_printed(clerk):
    file = clerk.writes("phones.csv", PHONE_SHEET)
    said = clerk(f"register import MAY26 {{f}} {AT}", f=file)
    assert "3 registrations without a channel: taken as phone" in said.err
    sheet = clerk("register sheet MAY26 --json").json["tables"][0]
    calls = [(row["lot"], row["phone_line"], row["client"]) for row in sheet["rows"]]
    assert calls == [("1", 1, "C-2"), ("1", 2, "C-1"), ("3", None, "C-1")]
    alone = clerk.does("register sheet MAY26/1 --columns phone_line,paddle")
    assert "    1   102\n    2   101\n" in alone
    assert "Six spoons" not in alone
