"""Clients with their paddles, telephone bidders, and who follows which lot."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ledger.events.client import ClientKind
from ledger.files.clients_file import (
    ClientRow,
    RegistrationRow,
    TrackingRow,
    read_clients,
    read_registrations,
    read_tracking,
)
from ledger.files.problems import Faulty
from ledger.identity import Channel, SaleId
from ledger.money import Currency

EXAMPLE = Path(__file__).parents[1] / "examples" / "heritage-2025-12"
SALE = SaleId("HERITAGE-2025-12")
USD = Currency("USD")


def refused(tmp_path, monkeypatch, text, read, **said):
    monkeypatch.chdir(tmp_path)
    Path("list.csv").write_text(text, encoding="utf-8")
    with pytest.raises(Faulty) as no:
        read("list.csv", **said)
    return [str(problem) for problem in no.value.problems]


def test_the_example_clients():
    path = EXAMPLE / "clients.csv"
    clients = read_clients(path, currency=USD)
    assert len(clients.rows) == 18
    assert clients.rows[3] == ClientRow(
        "C-104", ClientKind.FIRM, "dealer", "1014", 7_500_000
    )
    assert clients.rows[0] == ClientRow("C-101", ClientKind.PERSON, None, None, None)
    assert sum(row.paddle is not None for row in clients.rows) == 14
    assert clients.notes == ()
    assert clients.digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_example_registrations():
    phones = read_registrations(EXAMPLE / "registrations.csv", sale=SALE)
    assert len(phones.rows) == 5
    assert phones.rows[0] == RegistrationRow(
        "HERITAGE-2025-12/50014", "1013", Channel.PHONE, 2
    )


def test_the_example_followers():
    followers = read_tracking(EXAMPLE / "tracking.csv", sale=SALE)
    assert len(followers.rows) == 20
    assert followers.rows[0] == TrackingRow("HERITAGE-2025-12/50007", "C-201")


CLIENTS = "client,kind,client_class,paddle,credit_limit\nC-1,person,,1001,\n"
ONE_CLIENT = "expected a client in capital letters, digits and hyphens, at most 40."


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            ",firm,,,",
            f'1: client: found nothing; {ONE_CLIENT} Write it like "C-1042".',
        ),
        ("c-2,firm,,,", f'1: client: found "c-2"; {ONE_CLIENT} Write "C-2".'),
        (
            "C-1,firm,,,",
            (
                '1: client: found "C-1"; expected client C-1 once: it stands on line 2 '
                "already. Take one of them out."
            ),
        ),
        (
            "C-2,company,,,",
            (
                '2: kind: found "company"; expected one of person, firm. '
                "Write one of them."
            ),
        ),
        (
            "C-2,Firm,,,",
            '2: kind: found "Firm"; expected one of person, firm. Write "firm".',
        ),
        (
            'C-2,firm,"dealer\nold",,',
            (
                '3: client_class: found "dealer\\nold"; expected text on one line. '
                "Take out the line breaks and tabs."
            ),
        ),
        (
            "C-2,firm,,1001,",
            (
                '4: paddle: found "1001"; expected paddle 1001 once: it stands on '
                "line 2 "
                "already. Take one of them out."
            ),
        ),
        (
            "C-2,firm,,HOUSE,",
            (
                '4: paddle: found "HOUSE"; expected a bidder\'s paddle: HOUSE bids '
                "for the "
                "consignor. Write the paddle of a client."
            ),
        ),
        (
            "C-2,firm,,1002,0",
            (
                '5: credit_limit: found "0"; expected an amount above 0. '
                "Leave the cell empty if there is none."
            ),
        ),
        (
            "C-2,firm,,1002,5.000",
            (
                '5: credit_limit: found "5.000"; expected at most 2 decimals: USD '
                "has 2. "
                "Round it to 2."
            ),
        ),
    ],
)
def test_each_mistake_in_a_client_has_its_sentence(
    tmp_path, monkeypatch, row, sentence
):
    told = refused(tmp_path, monkeypatch, CLIENTS + row, read_clients, currency=USD)
    assert told == [f"list.csv:3:{sentence}"]


REGISTRATIONS = "lot,paddle,channel,phone_line\n27,1001,phone,2\n"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            "27-8,1002,phone,3",
            (
                '1: lot: found "27-8"; expected a lot number like 27 or 27A. '
                "Write digits, then a letter if any."
            ),
        ),
        (
            "27,1001,phone,3",
            (
                '2: paddle: found "1001"; expected 1001 on lot 27 once: it stands on '
                "line "
                "2 already. Take one of them out."
            ),
        ),
        (
            "27,1002,telephone,3",
            (
                '3: channel: found "telephone"; expected one of floor, phone, mail, '
                "fax, "
                'internet, live. Write "phone".'
            ),
        ),
        (
            "27,1002,floor,3",
            (
                '4: phone_line: found "3"; expected an empty cell: floor bids need no '
                "line. Empty it, or write phone."
            ),
        ),
        (
            "27,1002,phone,2",
            (
                '4: phone_line: found "2"; expected line 2 on lot 27 once: it stands '
                "on "
                "line 2 already. Take one of them out."
            ),
        ),
        (
            "27,1002,phone,+1 555 0100",
            (
                '4: phone_line: found "+1 555 0100"; expected a whole number from 1 to '
                "999. Write it in digits alone."
            ),
        ),
    ],
)
def test_each_mistake_in_a_registration_has_its_sentence(
    tmp_path, monkeypatch, row, sentence
):
    text = REGISTRATIONS + row
    told = refused(tmp_path, monkeypatch, text, read_registrations, sale=SALE)
    assert told == [f"list.csv:3:{sentence}"]


def test_each_mistake_in_a_follower_has_its_sentence(tmp_path, monkeypatch):
    text = "lot,client\n27,C-1\nx,C-1\n27,\n27,C-1\n27A,C-1\n"
    assert refused(tmp_path, monkeypatch, text, read_tracking, sale=SALE) == [
        (
            'list.csv:3:1: lot: found "x"; expected a lot number like 27 or 27A. '
            "Write digits, then a letter if any."
        ),
        f'list.csv:4:2: client: found nothing; {ONE_CLIENT} Write it like "C-1042".',
        (
            'list.csv:5:2: client: found "C-1"; expected C-1 on lot 27 once: it '
            "stands on "
            "line 2 already. Take one of them out."
        ),
    ]


@pytest.mark.parametrize(
    ("header", "read", "said", "sentences"),
    [
        (
            "client,knd",
            read_clients,
            {"currency": USD},
            [
                (
                    'list.csv:1:2: header: found "knd"; expected the column "kind". '
                    'Write "kind".'
                )
            ],
        ),
        (
            "lot,line",
            read_registrations,
            {"sale": SALE},
            [
                (
                    'list.csv:1: header: found no column "paddle"; expected the '
                    "columns "
                    "lot, paddle (layout lotledger). Add it, or name another layout."
                )
            ],
        ),
        (
            "lot,who",
            read_tracking,
            {"sale": SALE},
            [
                (
                    'list.csv:1: header: found no column "client"; expected the '
                    "columns "
                    "lot, client (layout lotledger). Add it, or name another layout."
                )
            ],
        ),
    ],
)
def test_a_list_without_a_needed_column(
    tmp_path, monkeypatch, header, read, said, sentences
):
    assert refused(tmp_path, monkeypatch, f"{header}\n1,2\n", read, **said) == sentences
