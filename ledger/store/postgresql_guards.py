"""The guards of a ledger in PostgreSQL: what is recorded is never changed, nor deleted.

They are triggers that fire for everybody, whatever a role may do, and also where a
session says that it only repeats what another server did. No row can be replaced: to
insert one that is there is an error, or an update. A checkpoint may gain the signatures
of others below its own, a strip of hashes goes once its tile is full, and the head of
the log only rises.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from sqlalchemy import Connection, text

_RAISE = "RAISE integrity_constraint_violation USING MESSAGE = TG_ARGV[0];"

_FUNCTIONS: Mapping[str, str] = {
    "ledger_refuse": f"BEGIN {_RAISE} END",
    "ledger_strip_stays": (
        "DECLARE tile bigint; BEGIN "  # noqa: S608 (ours)
        "EXECUTE 'SELECT number FROM ' || quote_ident(TG_TABLE_SCHEMA) "
        "|| '.tiles WHERE level = 0 AND number = $1' INTO tile USING OLD.number / 4; "
        f"IF tile IS NULL THEN {_RAISE} END IF; RETURN OLD; END"
    ),
    "ledger_only_gains": (
        "BEGIN IF NEW.size <> OLD.size "
        "OR substr(NEW.note, 1, length(OLD.note)) <> OLD.note "
        f"THEN {_RAISE} END IF; RETURN NEW; END"
    ),
    "ledger_head_rises": (
        "BEGIN IF NEW.id <> OLD.id OR NEW.head < OLD.head "
        f"OR NEW.schema < OLD.schema THEN {_RAISE} END IF; RETURN NEW; END"
    ),
}
"""What the triggers run, by name, each in words that are compared as they stand."""


def _never(name: str, when: str, table: str, why: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION ledger_refuse('{why}')"
    )


def _row(name: str, when: str, table: str, function: str, why: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION {function}('{why}')"
    )


def _stands(table: str, what: str) -> tuple[str, str]:
    return (
        _never(f"{table}_stand", "UPDATE", table, f"{what} is never changed"),
        _never(
            f"{table}_stay", "DELETE OR TRUNCATE", table, f"{what} is never deleted"
        ),
    )


BESIDE_THE_ENTRIES: tuple[str, ...] = (
    _never("strips_stand", "UPDATE", "strips", "a strip is never changed"),
    _never("strips_stay_all", "TRUNCATE", "strips", "a strip is never deleted"),
    _row(
        "strips_stay",
        "DELETE",
        "strips",
        "ledger_strip_stays",
        "a strip stays until its tile is full",
    ),
    _row(
        "checkpoints_stand",
        "UPDATE",
        "checkpoints",
        "ledger_only_gains",
        "a checkpoint only gains signatures",
    ),
    _never(
        "checkpoints_stay",
        "DELETE OR TRUNCATE",
        "checkpoints",
        "a checkpoint is never deleted",
    ),
    *_stands("timestamps", "a timestamp"),
)
"""What guards no entry: a ledger without is opened, and its verification tells."""
GUARDS: Mapping[int, tuple[str, ...]] = {
    1: (
        *_stands("events", "an event"),
        _never(
            "ledger_stays", "DELETE OR TRUNCATE", "ledger", "a ledger is never deleted"
        ),
        _row(
            "ledger_stands",
            "UPDATE",
            "ledger",
            "ledger_head_rises",
            "the head of a ledger only rises",
        ),
    ),
    3: (*_stands("tiles", "a tile"), *BESIDE_THE_ENTRIES),
}
"""The guards by the schema that brought them, in the words the server gives back."""

_THERE = text(
    "SELECT pg_get_triggerdef(t.oid, true) AS words FROM pg_trigger t "
    "JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal "
    "AND t.tgenabled = 'A'"
)
_SOURCES = text(
    "SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang "
    "WHERE p.pronamespace = current_schema()::regnamespace AND l.lanname = 'plpgsql' "
    "AND p.pronargs = 0"
)
_STRANGERS = text(
    "SELECT 'trigger', t.tgname, pg_get_triggerdef(t.oid, true) FROM pg_trigger t "
    "JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal "
    "UNION ALL SELECT 'rule', r.rulename, NULL FROM pg_rewrite r "
    "JOIN pg_class c ON c.oid = r.ev_class "
    "WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' "
    "UNION ALL SELECT 'view', c.relname, NULL FROM pg_class c "
    "WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('v', 'm')"
    "ORDER BY 1, 2"
)


def make_guards(connection: Connection, step: int) -> None:
    """Put up the guards that a schema brought, or put them back as they are to be."""
    for name, source in _FUNCTIONS.items():
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $guard${source}$guard$"
        )
    for guard in GUARDS.get(step, ()):
        put_up = guard.replace("CREATE", "CREATE OR REPLACE", 1)
        connection.exec_driver_sql(put_up)
        _, _, name, *_ = guard.split()
        table = guard.partition(" ON ")[2].split()[0]
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def guards_of(connection: Connection) -> frozenset[str]:
    """Return those of the guards that a ledger has, word for word, and in force.

    Where what they run has other words, none of those that run it guards anything.
    """
    sources = {row.proname: row.prosrc for row in connection.execute(_SOURCES)}
    there = set(connection.execute(_THERE).scalars())
    return frozenset(
        guard
        for guard in chain.from_iterable(GUARDS.values())
        if guard in there and _runs_as_written(guard, sources)
    )


def _runs_as_written(guard: str, sources: Mapping[str, str]) -> bool:
    function = guard.partition("EXECUTE FUNCTION ")[2].partition("(")[0]
    return sources.get(function) == _FUNCTIONS[function]


def strangers_to(connection: Connection) -> list[tuple[str, str]]:
    """Return what a ledger has beside its tables and guards: kind and name."""
    guards = set(chain.from_iterable(GUARDS.values()))
    return [
        (kind, name)
        for kind, name, words in connection.execute(_STRANGERS)
        if words is None or words not in guards
    ]
