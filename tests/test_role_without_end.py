"""A role that lasts to the end of the calendar has no end, wherever it is told."""

from __future__ import annotations

from datetime import date

from ledger.events import RoleGranted
from ledger.identity import Role, UserId
from ledger.users import User
from presenters.user_sentences import user_sentence
from presenters.users import user_row, user_shape

EVA = UserId("u-eva")


def roles_told(until):
    user = User(id=EVA, roles={Role.AUDITOR: until})
    granted = RoleGranted(user=EVA, role=Role.AUDITOR, until=until)
    return user_row(user_shape(user))[-1], user_sentence(granted)


def test_the_last_day_of_the_calendar_is_no_end():
    assert roles_told(date.max) == ("auditor", "User u-eva got the role auditor.")
    assert (
        user_shape(User(id=EVA, roles={Role.AUDITOR: date.max})).grants[0].until is None
    )


def test_another_day_is_told():
    assert roles_told(date(2026, 12, 31)) == (
        "auditor until 2026-12-31",
        "User u-eva got the role auditor until 2026-12-31.",
    )
