"""What commands offer by name is what there is.

A command lists it in plain words, so that help need not open the room that knows it.
"""

from __future__ import annotations

import pytest

from commands.charge import KINDS
from commands.params import CHANNEL, ROLE
from commands.print import LOCALES
from commands.tax import SCHEMES
from commands.views import NAMES
from ledger.events.documents import BESIDE_LOTS, Charge
from ledger.identity import Channel, Role
from ledger.terms.house import DocumentLocale
from ledger.terms.tax import TaxScheme
from projections.exports.registry import EXPORTS
from projections.reports.books.registry import BOOKS
from projections.views import VIEWS

pytestmark = pytest.mark.slow


def test_an_export_is_of_a_report_that_there_is():
    assert {export.report for export in EXPORTS.values()} <= set(BOOKS)


def test_every_view_can_be_rebuilt_by_its_name():
    assert list(NAMES.choices) == [view.name for view in VIEWS]


def test_every_channel_and_role_is_offered():
    assert list(CHANNEL.choices) == list(Channel)
    assert list(ROLE.choices) == list(Role)


def test_a_buyer_is_charged_for_all_but_what_a_lot_is_sold_for():
    assert list(KINDS.choices) == [kind for kind in Charge if kind in BESIDE_LOTS]


def test_every_tax_scheme_is_offered_and_that_of_the_category():
    assert list(SCHEMES.choices) == [*TaxScheme, "category"]


def test_documents_are_printed_in_every_language_there_is():
    assert list(LOCALES.choices) == list(DocumentLocale)
