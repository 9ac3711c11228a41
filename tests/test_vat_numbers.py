"""The shapes of VAT numbers, and where a number of another shape is refused."""

from __future__ import annotations

import pytest

from ledger.files import cells
from ledger.files.house_file import values
from ledger.files.problems import Misread
from ledger.terms.vat_numbers import SHAPES, misshapen
from tests.settling_clerk import clerk_who_settled

RIGHT = """
ATU12345678 BE0123456789 BE1012345678 BG123456789 BG1234567890 CY12345678L CZ12345678
CZ123456789 CZ1234567890 DE123456789 DK12345678 EE123456789 EL123456789 ESX1234567X
ES12345678Z ESB12345678 FI12345678 FR12345678901 FRAB123456789 FRK7399859412
GB123456789 GB123456789001 GBGD123 GBHA567 HR12345678901 HU12345678 IE1A23456B
IE1234567AB IE1234567T IT12345678901 LT123456789 LT123456789012 LU12345678 LV12345678901
MT12345678 NL123456789B01 PL1234567890 PT123456789 RO12 RO1234567890 SE123456789001
SI12345678 SK1234567890 XI123456789 XI123456789001 XIGD123 NO123456789MVA
""".split()
WRONG = """
AT12345678 ATU1234567 BE123456789 BE2123456789 CY123456789 DE12345678 DE1234567890
DE12345678X DK1234567 EL12345678 ES123456789 FI1234567 FR1234567890 FRIO123456789
GB12345678 GB1234567890 GBGD12 GBXX123 GR123456789 HU1234567 IE1234567 IT1234567890
LT1234567890 LU123456789 NL123456789 NL123456789A01 PL123456789 SE1234567890 XI12345678
""".split()


def test_every_shape_is_tried():
    assert {number[:2] for number in RIGHT} >= set(SHAPES)


@pytest.mark.parametrize("number", RIGHT)
def test_a_number_in_its_shape_is_taken(number):
    assert misshapen(number) is None
    assert cells.vat_id(number) == number


@pytest.mark.parametrize("number", WRONG)
@pytest.mark.parametrize(
    "read", [cells.vat_id, lambda number: values.vat_id(number, None)]
)
def test_a_number_of_another_shape_is_refused_with_the_right_one(number, read):
    with pytest.raises(Misread) as no:
        read(number)
    assert no.value.remedy == misshapen(number)
    assert "VAT number" in misshapen(number)


def test_digits_of_other_scripts_are_none():
    assert misshapen("DE\N{ARABIC-INDIC DIGIT ONE}23456789") is not None


@pytest.mark.slow
def test_the_command_says_what_was_looked_at(tmp_path):
    clerk = clerk_who_settled(tmp_path)
    clerk.does("client add C-203")
    asked = "client tax-status C-203 registered --country DE --from 2025-01-01"
    refused = clerk(f"{asked} --vat-id DE12345678")
    assert refused.code == 2
    assert "begins with DE has 9 digits" in refused.err
    told = clerk.does(f"{asked} --vat-id {{number}}", number="DE 123 456 789")
    assert "Of DE123456789 only the shape was checked." in told
    confirmed = clerk.does(
        f"{asked} --vat-id NL123456789B01 --checked 2025-01-01".replace(" DE", " NL")
    )
    assert "only the shape" not in confirmed
