"""A report of a ledger in use tells up to the position that it names."""

from __future__ import annotations

import pytest

from commands.report import printing
from ledger.house import lots
from ledger.identity import Role
from tests.clerk import clerk_of_a_sale
from tests.sale_of_tests import by, lot
from tests.served import served
from web.operations import reports

pytestmark = pytest.mark.slow

REPORT = "/api/v1/reports/sale-summary?sale=MAY26"


def withdraw_before(withdraw, work):
    def withdrawn(*given, **asked):
        withdraw()
        return work(*given, **asked)

    return withdrawn


def withdraw_after(withdraw, work):
    def withdrawn(*given, **asked):
        answer = work(*given, **asked)
        withdraw()
        return answer

    return withdrawn


@pytest.mark.parametrize("meanwhile", [withdraw_before, withdraw_after])
@pytest.mark.parametrize("step", ["_scope", "as_shown"])
def test_over_http(tmp_path, monkeypatch, step, meanwhile):
    def withdraw():
        service.house.do(lots.withdraw(lot(2)), by=by(reason="broken"))

    with served(tmp_path, entries=3) as service:
        before = service.house.head()
        with monkeypatch.context() as patched:
            work = getattr(reports, step)
            patched.setattr(reports, step, meanwhile(withdraw, work))
            now = service.ask(REPORT, Role.ACCOUNTANT).json()
        assert service.house.head() == before + 1
        known = now["heading"]["position"]
        then = service.ask(f"{REPORT}&as_of={known}", Role.ACCOUNTANT).json()
        assert now["tables"] == then["tables"]
        assert now["heading"]["as_of"] == then["heading"]["as_of"]


@pytest.mark.parametrize("meanwhile", [withdraw_before, withdraw_after])
@pytest.mark.parametrize("step", ["_report_scope", "as_shown"])
def test_on_the_command_line(tmp_path, monkeypatch, step, meanwhile):
    clerk = clerk_of_a_sale(tmp_path)
    report = "report sale-summary MAY26 --format json"
    work = getattr(printing, step)
    with monkeypatch.context() as patched:
        patched.setattr(
            printing,
            step,
            meanwhile(lambda: clerk.does("lot withdraw MAY26/2 --reason broken"), work),
        )
        now = clerk(report).json
    then = clerk(f"{report} --as-of {now['heading']['position']}").json
    assert now["tables"] == then["tables"]
