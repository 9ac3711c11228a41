"""What PostgreSQL complains of, in words that say what is wrong and what to do."""

from __future__ import annotations

from ledger.damage import KEEP
from ledger.store.reason import Reason

REPEAT = "Nothing was recorded; see to the server, then repeat."
UNREACHED = Reason("its server cannot be reached", REPEAT)
DENIED = Reason(
    "the role may not do that there",
    "Nothing was recorded; name one that may in the URL of the ledger.",
)
_FOLLOWS = Reason("it may not be written to: its server only follows another", REPEAT)
_REASONS = {
    "08": UNREACHED,
    "22": Reason("a value does not fit what a ledger holds", KEEP),
    "23": Reason(
        "a row stands where another is to stand, so one of them was changed", KEEP
    ),
    "28": Reason("its server does not let this role in", REPEAT),
    "3D": Reason("there is no such database", "Make it with: createdb NAME."),
    "3F": Reason(
        "its database names no schema for its tables",
        "Nothing was recorded; name one with: ALTER DATABASE NAME SET search_path.",
    ),
    "40": Reason("its server let others go first", "Nothing was recorded; repeat it."),
    "42": Reason("its tables are not those of a ledger", KEEP),
    "53": Reason("its server has no more room, or takes no more callers", REPEAT),
    "55": Reason("another program keeps it locked", REPEAT),
    "57": Reason("its server is stopping, or starting", REPEAT),
    "58": Reason("its server cannot read or write its own files", KEEP),
    "XX": Reason("it is damaged", KEEP),
}
"""By the class of the fault (SQLSTATE)."""
_EXACT = {
    "0A000": _FOLLOWS,
    "25006": _FOLLOWS,
    "25P03": Reason(
        "its server ended a transaction that was idle "
        "(idle_in_transaction_session_timeout)",
        REPEAT,
    ),
    "42501": DENIED,
    "53100": Reason(
        "the disk is full", "Nothing was recorded; make room on it, then repeat."
    ),
    "54000": Reason(
        "a name or a key is longer than its server takes",
        "Nothing was recorded; give a shorter one.",
    ),
    "57014": Reason(
        "its server ended the question, which took too long (statement_timeout) or was "
        "cancelled there",
        REPEAT,
    ),
}


def reason_of(fault: BaseException) -> Reason:
    """Say why a database cannot be used."""
    driver = _driver_fault(fault)
    if driver is None:
        return Reason("what it holds is not what a ledger holds", KEEP)
    state = sqlstate_of(driver)
    if state is None and is_cut_off(driver):
        return UNREACHED
    code = state or type(driver).__name__
    refuses = Reason(f"its server refuses ({code})", REPEAT)
    return _EXACT.get(code) or _REASONS.get(code[:2], refuses)


def is_cut_off(fault: BaseException) -> bool:
    """Say whether a fault ended the connection, whatever was done on it."""
    state = sqlstate_of(fault)
    if state is None:
        return bool({"OperationalError", "InterfaceError"} & _kinds(fault))
    return state[:2] in {"08", "57"}


def _kinds(fault: BaseException) -> set[str]:
    return {kind.__name__ for kind in type(fault).__mro__}


def sqlstate_of(fault: BaseException) -> str | None:
    """Return the code of a fault of the driver, None where no server gave one."""
    state: str | None = getattr(fault, "sqlstate", None)
    return state


def _driver_fault(fault: BaseException | None) -> BaseException | None:
    """Return what the driver said, beneath what its layers put around it."""
    while fault is not None and not hasattr(fault, "sqlstate"):
        fault = getattr(fault, "orig", None) or fault.__cause__
    return fault
