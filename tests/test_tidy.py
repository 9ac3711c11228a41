"""House rules that a reviewer should never have to repeat."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("ledger", "projections", "presenters", "web", "commands")
"""From the inside outward: each may know itself and what stands before it."""

SOURCES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
BENCHMARKS = sorted((ROOT / "benchmarks").rglob("*.py"))

VOCABULARY = (
    "value",
    "damage",
    "identity",
    "money",
    "increments",
    "terms",
    "events",
    "entry",
)
RULES = (
    "refusals",
    "contest",
    "charges",
    "closing",
    "taxes",
    "royalty",
    "commission",
)
AGGREGATES = ("client", "sale", "lot", "dispute", "settlement")
KNOWN_TO = {
    **{room: VOCABULARY[:place] for place, room in enumerate(VOCABULARY)},
    **{room: VOCABULARY + RULES[:place] for place, room in enumerate(RULES)},
    **dict.fromkeys(AGGREGATES, VOCABULARY + RULES),
    "replay": VOCABULARY + RULES + AGGREGATES,
    "files": VOCABULARY + RULES + AGGREGATES,
    "store": (*VOCABULARY, "refusals"),
    "house": (*VOCABULARY, *RULES, *AGGREGATES, "replay", "store"),
}
"""Each room of the ledger, and the rooms it may import from."""

PURE = {*VOCABULARY, *RULES, *AGGREGATES, "replay"}
MADE_OF = ("value", "msgspec")
"""The one package that rules stand on, and the one room that knows it."""

KNOWN_TO_VIEWS = {f"ledger.{room}" for room in VOCABULARY}
OPENED_BY = {("projections/views.py", "ledger.store.database.open_views")}
"""Who may know more, and what: all views together open the file they are kept in."""

HOMES = {
    "click": ("commands/",),
    "rich": ("commands/", "projections/reports/"),
    "jinja2": ("commands/pages/", "projections/reports/"),
    "babel": (
        "projections/figures.py",
        "projections/reports/wording.py",
        "projections/documents/wording.py",
    ),
    "typst": ("projections/reports/", "projections/documents/"),
    "xlsxwriter": ("projections/reports/",),
    "drafthorse": ("projections/documents/einvoice.py",),
    "matplotlib": (
        "commands/pages/plot.py",
        "projections/plotting.py",
        "projections/reports/estimates_plot.py",
    ),
    "textual": ("commands/console/",),
    "holidays": ("ledger/house/business_days.py",),
    "sqlalchemy": ("ledger/store/", "projections/"),
    "msgspec": ("ledger/value.py", "ledger/store/", "presenters/"),
    "pydantic": ("ledger/files/", "web/"),
    "pydantic_core": ("ledger/files/", "web/"),
    "eventsourcing": ("ledger/store/", "ledger/house/"),
}

OUTSIDE_WORLD = {"fcntl", "io", "os", "pathlib", "socket", "subprocess", "threading"}
DICE = {"random", "secrets", "time", "uuid"}
CLOCKS = {"monotonic", "now", "perf_counter", "today", "utcnow", "uuid1", "uuid4"}

MODULE_LINES_MAX = 300
FUNCTION_LINES_MAX = 40

# The brackets keep these patterns from finding themselves.
DIALECT = re.compile(r"maria[d]b|my[s]ql|postgre[s]|prag[m]a|sq[l]ite", re.IGNORECASE)
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X)\b")
MACHINE = re.compile(
    r"(?<![\w.~-])/(?:home|mnt|opt|private|root|tmp|Users|work)/\w|\b[A-Z]:\\\\?Users"
)

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def none_of(breaches):
    """Fail with every breach that there is, a sentence each."""
    found = sorted(set(breaches))
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def name(path):
    return path.relative_to(ROOT).as_posix()


def room(path):
    """Name the room of the ledger a module is in, None for a module elsewhere."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "ledger" and parts[1] != "__init__" else None


@cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(node):
    """Name what is imported in a module or function, down to the last name."""
    found = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import):
            found |= {alias.name for alias in inner.names}
        elif isinstance(inner, ast.ImportFrom):
            found |= {f"{inner.module}.{alias.name}" for alias in inner.names}
    return found


@cache
def packages(path):
    return {imported.partition(".")[0] for imported in imports(tree(path))}


def named(path):
    """Name every attribute and import that a module mentions."""
    nodes = ast.walk(tree(path))
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return attributes | {i.rpartition(".")[2] for i in imports(tree(path))}


@cache
def functions(path):
    return [node for node in ast.walk(tree(path)) if isinstance(node, FunctionNode)]


def lines(function):
    return function.end_lineno - function.lineno + 1


def texts():
    """Return every file of the repository that is written by hand."""
    written = {".csv", ".html", ".js", ".css", ".json", ".md", ".py", ".toml", ".txt"}
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        made = parts[0] == "dist" or (parts[0].startswith(".") and parts[0] != ".ci")
        by_hand = path.suffix in written or path.name in {"Makefile", "run"}
        if by_hand and not made and path.is_file():
            yield path


def test_arrows_point_inward():
    none_of(
        f"{name(path)} imports {outer}: imports point inward "
        f"({' <- '.join(PACKAGES)}). Move what it needs into the inner package, or "
        "hand it in as an argument."
        for path in SOURCES
        for outer in packages(path) & set(PACKAGES)
        if PACKAGES.index(outer) > PACKAGES.index(path.relative_to(ROOT).parts[0])
    )


def test_every_room_of_the_ledger_has_its_place():
    rooms = {room(path) for path in SOURCES} - {None}
    none_of(
        f"ledger/{one} has no place, or is gone. Say in KNOWN_TO what it may know."
        for one in rooms ^ set(KNOWN_TO)
    )


def test_rooms_of_the_ledger_know_only_what_stands_before_them():
    none_of(
        f"{name(path)} imports {imported}: {here} may know "
        f"{', '.join(KNOWN_TO[here]) or 'no other room'}. Move the rule inward, or "
        "hand the value in as an argument."
        for path in SOURCES
        if (here := room(path)) in KNOWN_TO
        for imported in imports(tree(path))
        if imported.startswith("ledger.")
        and imported.split(".")[1] not in (here, *KNOWN_TO[here])
    )


def test_each_dependency_has_one_home():
    strangers = {
        (path, package)
        for path in SOURCES
        for package in packages(path) - sys.stdlib_module_names - set(PACKAGES)
    }
    none_of(
        f"{name(path)} imports {package}, which lives in "
        f"{' and '.join(HOMES.get(package, ('no room: give it one in HOMES',)))}. "
        "Ask the room it lives in, in words of the house."
        for path, package in strangers
        if not name(path).startswith(HOMES.get(package, ()))
    )


def test_rules_are_pure():
    none_of(
        f"{name(path)} imports {stranger}: a rule needs none. Take the value as an "
        "argument."
        for path in SOURCES
        if room(path) in PURE
        for stranger in packages(path)
        if stranger in OUTSIDE_WORLD
        or stranger not in {*sys.stdlib_module_names, "ledger"}
        if (room(path), stranger) != MADE_OF
    )


def test_the_ledger_throws_no_dice_and_reads_no_clock():
    ledger = [path for path in SOURCES if path.is_relative_to(ROOT / "ledger")]
    none_of(
        f"{name(path)} mentions {clock}: time and chance come in as arguments, once, "
        "in commands/."
        for path in ledger
        for clock in named(path) & CLOCKS
    )
    none_of(
        f"{name(path)} imports {die}. Take the value as an argument."
        for path in ledger
        for die in packages(path) & (DICE | {"os"})
        if room(path) != "store" or die not in {"os", "uuid"}
    )


def test_only_one_room_touches_the_system():
    none_of(
        f"{name(path)} imports {outer}: what is particular to a system is in "
        "ledger/store/sqlite.py. Ask that."
        for path in (ROOT / "ledger" / "store").glob("*.py")
        if path.name != "sqlite.py"
        for outer in packages(path) & {"fcntl", "os"}
    )


def test_only_the_store_names_a_database():
    none_of(
        f"{name(path)} says {found[0]!r}: which database it is, ledger/store alone "
        "knows. Say it in SQLAlchemy Core, or ask the store."
        for path in SOURCES
        if room(path) != "store"
        and (found := DIALECT.search(path.read_text(encoding="utf-8")))
    )


def test_views_know_only_the_vocabulary():
    none_of(
        f"{name(path)} imports {imported}: a view learns from events alone. Put what "
        "it needs into the event."
        for path in (ROOT / "projections").rglob("*.py")
        for imported in imports(tree(path))
        if imported.startswith("ledger.")
        and ".".join(imported.split(".")[:2]) not in KNOWN_TO_VIEWS
        and (name(path), imported) not in OPENED_BY
    )


def test_what_everybody_may_read_tells_no_maximum():
    none_of(
        f"projections/{page} names a maximum: it is sealed until the close. Tell it in "
        "projections/bids.py."
        for page in ("catalogue.py", "results.py")
        if "maximum"
        in (ROOT / "projections" / page).read_text(encoding="utf-8").lower()
    )


def test_every_module_fits_in_the_head():
    none_of(
        f"{name(path)} has {count} lines, more than {MODULE_LINES_MAX}. Make it a "
        "folder of the same name."
        for path in SOURCES + BENCHMARKS
        if (count := path.read_text(encoding="utf-8").count("\n")) > MODULE_LINES_MAX
    )


def test_every_function_fits_on_a_screen():
    none_of(
        f"{name(path)}:{function.lineno} {function.name} has {lines(function)} lines, "
        f"more than {FUNCTION_LINES_MAX}. Give a part of it a name of its own."
        for path in SOURCES + BENCHMARKS
        for function in functions(path)
        if lines(function) > FUNCTION_LINES_MAX
    )


def test_rooms_are_nouns_of_the_trade():
    none_of(
        f"{name(path)}: {path.stem} says nothing. Name it for what is kept in it."
        for path in SOURCES + TESTS + BENCHMARKS
        if {"base", "common", "helper", "helpers", "manager", "misc", "util", "utils"}
        & set(path.relative_to(ROOT).with_suffix("").parts)
    )


def test_everything_public_says_what_it_is():
    none_of(
        f"{name(path)} does not say in its first line what it is for."
        for path in SOURCES + TESTS + BENCHMARKS
        if tree(path).body and not ast.get_docstring(tree(path))
    )
    none_of(
        f"{name(path)}:{node.lineno} {node.name} is public. Say in a sentence what it "
        "is."
        for path in SOURCES + BENCHMARKS
        for node in tree(path).body
        if isinstance(node, FunctionNode | ast.ClassDef)
        and not node.name.startswith("_")
        and "overload" not in map(ast.unparse, node.decorator_list)
        and not ast.get_docstring(node)
    )


def test_imports_stand_at_the_top():
    # A command enters only the rooms it uses: that is most of its starting time.
    none_of(
        f"{name(path)}:{function.lineno} {function.name} imports "
        f"{', '.join(sorted(imports(function)))}. Move it to the top."
        for path in SOURCES
        if path.relative_to(ROOT).parts[0] != "commands"
        for function in functions(path)
        if imports(function)
    )


def test_nothing_is_mocked():
    none_of(
        f"{name(path)} imports {stranger}. Use the real thing: a rule needs no "
        "stand-in, and a ledger is a file in tmp_path."
        for path in TESTS
        for stranger in packages(path) & {"mock", "pytest_mock", "unittest"}
    )


def test_nothing_is_left_for_later():
    none_of(
        f"{name(path)} says {found[0]}. Do it, or say why it is not done."
        for path in texts()
        if path.suffix != ".csv"
        and (found := UNFINISHED.search(path.read_text(encoding="utf-8")))
    )


def test_no_file_knows_whose_machine_it_was_written_on():
    none_of(
        f"{name(path)}:{number} says {found[0]!r}. Name it from the repository's root."
        for path in texts()
        for number, line in enumerate(
            path.read_text(encoding="utf-8").splitlines(), start=1
        )
        if (found := MACHINE.search(line))
    )


def figures():
    """Say how long functions and modules are."""
    found = {
        f"{name(path)}:{function.lineno} {function.name}": lines(function)
        for path in SOURCES
        for function in functions(path)
    }
    longest = max(found, key=found.__getitem__)
    return (
        f"{len(SOURCES)} modules, {len(found)} functions; the median function has "
        f"{median(found.values()):.0f} lines, the longest {found[longest]} ({longest})."
    )


if __name__ == "__main__":
    sys.stdout.write(f"{figures()}\n")
