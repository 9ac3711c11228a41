"""Tables of tax rates: what a sound one says, and every mistake with its cell."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from ledger.files.problems import Faulty
from ledger.files.tax_file import read_tax_rates
from ledger.terms.tax import Taxable, TaxRate
from tests.clerk import Clerk

HEADER = "jurisdiction,name,rate,on,valid_from,valid_until\n"


def read(tmp_path, lines):
    path = tmp_path / "rates.csv"
    path.write_text(HEADER + lines, encoding="utf-8")
    return read_tax_rates(path)


def test_a_table_of_rates(tmp_path):
    read_ = read(
        tmp_path,
        "US-TX,Sales tax,6.25%,hammer premium,2020-01-01,2025-12-31\n"
        "US-DE,Sales tax,0%,hammer,2020-01-01,\n",
    )
    assert read_.rows == (
        TaxRate(
            "US-TX",
            "Sales tax",
            Fraction(625, 10_000),
            (Taxable.HAMMER, Taxable.PREMIUM),
            date(2020, 1, 1),
            date(2025, 12, 31),
        ),
        TaxRate("US-DE", "Sales tax", Fraction(0), (Taxable.HAMMER,), date(2020, 1, 1)),
    )


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            "us-tx,Sales tax,6%,hammer,2020-01-01,\n",
            (
                '2:1: jurisdiction: found "us-tx"; expected a country, and a part of '
                'it if need be. Write "US-TX".'
            ),
        ),
        (
            "US-TX,Sales tax,6,hammer,2020-01-01,\n",
            '2:3: rate: found "6"; expected a rate. Write it like 25% or 14.9%.',
        ),
        (
            "US-TX,Sales tax,6%,hamer,2020-01-01,\n",
            (
                '2:4: on: found "hamer"; expected words out of hammer premium fees '
                'shipping resale-right, with spaces between. Write "hammer".'
            ),
        ),
        (
            "US-TX,Sales tax,6%,,2020-01-01,\n",
            (
                '2:4: on: found nothing; expected what is taxed. Write it like "hammer '
                'premium fees shipping".'
            ),
        ),
        (
            "US-TX,Sales tax,6%,hammer,1 Jan 2020,\n",
            (
                '2:5: valid_from: found "1 Jan 2020"; expected a day. Write it like '
                "2025-12-11."
            ),
        ),
        (
            "US-TX,Sales tax,6%,hammer,2020-01-01,2019-01-01\n",
            (
                '2:6: valid_until: found "2019-01-01"; expected 2020-01-01 or later, '
                "as it is valid from then. Turn the dates around."
            ),
        ),
        (
            (
                "US-TX,Sales tax,6%,hammer,2020-01-01,\n"
                "US-TX,Sales tax,7%,hammer,2026-01-01,\n"
            ),
            (
                '3:5: valid_from: found "2026-01-01"; expected days on which line 2 '
                "does not hold. End one before the other begins."
            ),
        ),
    ],
)
def test_a_mistake_is_told_with_its_cell_and_its_remedy(tmp_path, lines, told):
    with pytest.raises(Faulty) as faulty:
        read(tmp_path, lines)
    assert str(faulty.value) == f"{tmp_path}/rates.csv:{told}"


def test_rates_that_follow_each_other_and_taxes_side_by_side_are_sound(tmp_path):
    lines = (
        "US-TX,State,6%,hammer,2020-01-01,2025-12-31\n"
        "US-TX,State,7%,hammer,2026-01-01,\n"
        "US-TX,City,2%,hammer,2020-01-01,\n"
    )
    assert len(read(tmp_path, lines).rows) == 3


def test_lines_may_stand_in_any_order(tmp_path):
    lines = (
        "US-TX,State,7%,hammer,2026-01-01,\n"
        "US-TX,State,6%,hammer,2020-01-01,2026-01-01\n"
    )
    with pytest.raises(Faulty, match="expected days on which line 3 does not hold"):
        read(tmp_path, lines)


def test_an_earlier_table_can_be_put_on_file_again(tmp_path):
    clerk = Clerk(tmp_path)
    header = "jurisdiction,name,rate,on,valid_from,valid_until\n"
    files = [
        clerk.writes(name, f"{header}US-TX,Sales tax,{rate},hammer,2020-01-01,\n")
        for name, rate in (("a.csv", "8.25%"), ("b.csv", "3%"))
    ]
    for file in (*files, files[0]):
        clerk.does("tax import {f} --at 2026-05-01T09:00Z", f=file)
    (row,) = clerk("tax rates US-TX --json").json
    assert row["rate"] == "8.25%"
    again = clerk.does("tax import {f} --at 2026-05-02T09:00Z", f=files[0])
    assert "Nothing to record" in again
