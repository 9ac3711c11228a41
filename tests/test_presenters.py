"""What a noun is told as: the same from its events as from the views."""

from __future__ import annotations

from json import loads

import pytest
from click.testing import CliRunner

from commands.main import main
from presenters.lot import LotSummaryShape

pytestmark = pytest.mark.slow
SALE = "HERITAGE-2025-12"


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Play the demo, and return how to ask its ledger for JSON."""
    folder = tmp_path_factory.mktemp("demo")
    assert CliRunner().invoke(main, ["demo", "--dir", str(folder)]).exit_code == 0

    def asked(*words):
        ledger = ["--ledger", str(folder / "lotledger.db")]
        answer = CliRunner().invoke(main, [*ledger, *words, "--json"])
        assert answer.exit_code == 0, answer.output
        return loads(answer.stdout)

    return asked


def test_a_lot_in_the_list_is_the_lot_that_its_events_make(ask):
    summaries = ask("lots", SALE)
    assert len(summaries) > 20
    for summary in summaries:
        whole = ask("lot", "show", summary["lot"])
        assert summary == {key: whole[key] for key in LotSummaryShape.__struct_fields__}


def test_a_result_has_the_keys_of_its_lot_with_their_values(ask):
    for result in ask("results", SALE)["lots"]:
        whole = ask("lot", "show", result["lot"])
        for key in result.keys() & whole.keys():
            assert result[key] == whole[key], (result["lot"], key)
