"""House rules that a reviewer should never have to repeat."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from functools import cache
from statistics import median

import pytest

from tests.source import ROOT, source

PACKAGES = ("ledger", "projections", "presenters", "web", "commands")
"""From the inside outward: each may know itself and what stands before it."""

SOURCES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
BENCHMARKS = sorted((ROOT / "benchmarks").rglob("*.py"))

VOCABULARY = (
    "version",
    "visible",
    "clock",
    "value",
    "damage",
    "identity",
    "references",
    "money",
    "seal",
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
    "roles",
)
AGGREGATES = (
    *("ledger", "client", "sale", "lot", "hold", "dispute", "settlement"),
    *("looks", "users"),
)
KNOWN_TO = {
    **{room: VOCABULARY[:place] for place, room in enumerate(VOCABULARY)},
    **{room: VOCABULARY + RULES[:place] for place, room in enumerate(RULES)},
    **dict.fromkeys(AGGREGATES, VOCABULARY + RULES),
    "replay": VOCABULARY + RULES + AGGREGATES,
    "indicators": VOCABULARY,
    "files": VOCABULARY + RULES + AGGREGATES,
    "proof": (),
    "store": (*VOCABULARY, "refusals", "proof"),
    "keys": (*VOCABULARY, "refusals", "proof"),
    "vault": ("value", "seal", "identity", "money", "refusals", "proof", "keys"),
    "house": (
        *(*VOCABULARY, *RULES, *AGGREGATES),
        *("replay", "proof", "keys", "vault", "store"),
    ),
    "verification": (
        *(*VOCABULARY, *RULES, *AGGREGATES),
        *("replay", "proof", "keys", "vault", "store", "house"),
    ),
}
"""Each room of the ledger, and the rooms it may import from."""

PURE = {*VOCABULARY, *RULES, *AGGREGATES, "replay", "indicators"}
MADE_OF = ("value", "msgspec")
"""The one package that rules stand on, and the one room that knows it."""

KNOWN_TO_VIEWS = {f"ledger.{room}" for room in VOCABULARY}
OPENED_BY = {
    ("projections/views.py", f"ledger.store.database.{task}")
    for task in ("open_views", "reclaim_space", "why_unusable")
}
"""Who may know more, and what: all views together open the file they are kept in."""

HOMES = {
    "click": ("commands/",),
    "rich": ("commands/", "projections/reports/"),
    "jinja2": (
        *("presenters/pack/", "presenters/pages/", "projections/reports/"),
        "web/rendering.py",
    ),
    "babel": (
        "projections/figures.py",
        "projections/reports/wording.py",
        "projections/documents/wording.py",
        "web/languages.py",
        "web/wording.py",
    ),
    "mt940": ("ledger/files/bank_file/mt940.py",),
    "segno": ("projections/documents/pay_codes.py",),
    "typst": ("projections/typesetting.py", "projections/documents/pdf.py"),
    "xlsxwriter": ("projections/reports/",),
    "drafthorse": (
        "projections/documents/einvoice.py",
        "projections/documents/einvoice_lines.py",
        "projections/documents/einvoice_parties.py",
        "projections/documents/self_billed.py",
    ),
    "cryptography": ("ledger/proof/", "ledger/vault/", "presenters/pack/verify.py"),
    "rfc3161_client": ("ledger/proof/timestamp.py",),
    "matplotlib": (
        "presenters/pages/plot.py",
        "projections/plot_style.py",
        "projections/reports/estimates_plot.py",
    ),
    "textual": ("commands/console/",),
    "holidays": ("ledger/house/business_days.py",),
    "sqlalchemy": (
        *("ledger/store/", "projections/"),
        *("presenters/moment.py", "web/reading.py"),
    ),
    "starlette": ("web/", "commands/serve.py"),
    "uvicorn": ("web/serving.py", "web/handing_over.py"),
    "argon2": ("ledger/vault/passwords.py",),
    "webauthn": ("web/operations/passkeys.py",),
    "joserfc": ("web/oidc/",),
    "prometheus_client": ("web/metrics.py",),
    "msgspec": ("ledger/value.py", "ledger/store/", "presenters/", "web/"),
    "pydantic": ("ledger/files/",),
    "pydantic_core": ("ledger/files/",),
    "eventsourcing": ("ledger/store/", "ledger/house/"),
}

STANDALONE = {"presenters/pack/verify.py": "strangers get it alone, and read it whole"}
"""What is one file whatever its length, and knows none of our names, with its reason.
"""

OUTSIDE_WORLD = {"fcntl", "io", "os", "pathlib", "socket", "subprocess", "threading"}
DICE = {"random", "secrets", "time", "uuid"}
CLOCKS = {"monotonic", "now", "perf_counter", "today", "utcnow", "uuid1", "uuid4"}

TERMINAL = {"click", "textual", "rich"}
WITHOUT_A_TERMINAL = {
    "commands/audit/authority.py": "how an authority for timestamps is asked",
    "commands/clock.py": "the clock that a command waits by",
    "commands/damage_behind.py": "whose fault a fault is",
    "commands/demo/documents.py": "the script of the demo",
    "commands/demo/letters.py": "whom the demo writes to, and under which letterhead",
    "commands/demo/people.py": "who signs in to the demo",
    "commands/demo/pictures.py": "the pictures of the demo",
    "commands/demo/sale.py": "the script of the demo",
    "commands/demo/settlement.py": "the script of the demo",
    "commands/demo/today.py": "the sale of today beside the demo",
    "commands/season/closing.py": "the steps by which one ledger follows another",
    "commands/extras.py": "how to install what a command lacks",
    "commands/streams.py": "the standard streams",
}
"""What is in commands/ and not made for a terminal, each with its reason."""

SAYS_NOTHING = {"one", "told", "found", "held", "said"}
STORED_OR_PRINTED = {
    "ledger/events/buyer.py": "said",
    "ledger/events/consignment.py": "said",
    "ledger/events/documents.py": "said",
    "ledger/events/lot.py": "said",
    "presenters/step.py": "said",
    "presenters/terms.py": "found",
    "projections/bids/row.py": "said",
    "projections/document_lines.py": "said",
    "projections/payouts.py": "said",
    "projections/statements.py": "said",
}
"""Fields of events, those read from them, and keys that scripts know: they stay."""

MODULE_LINES_MAX = 300
FUNCTION_LINES_MAX = 40

# The brackets keep these patterns from finding themselves.
DIALECT = re.compile(r"maria[d]b|my[s]ql|postgre[s]|prag[m]a|sq[l]ite", re.IGNORECASE)
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X)\b")
MACHINE = re.compile(
    r"(?<![\w.~-])/(?:home|mnt|opt|private|root|tmp|Users|work)/\w|\b[A-Z]:\\\\?Users"
)


def none_of(breaches):
    """Fail with every breach that there is, a sentence each."""
    sentences = sorted(set(breaches))
    if sentences:
        pytest.fail("\n".join(sentences), pytrace=False)


def name(path):
    return path.relative_to(ROOT).as_posix()


def room(path):
    """Name the room of the ledger a module is in, None for a module elsewhere."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "ledger" and parts[1] != "__init__" else None


def named(path):
    """Name every attribute and import that a module mentions."""
    module = source(path)
    return module.attributes | {i.rpartition(".")[2] for i in module.imported}


@cache
def texts():
    """Return every file of the repository that is written by hand, and its text."""
    written = {".csv", ".html", ".js", ".css", ".json", ".md", ".py", ".toml", ".txt"}
    roots = [path for path in ROOT.iterdir() if not path.name.startswith(".")]
    paths = [ROOT / ".ci" / "run", *(path for path in roots if path.is_file())]
    for folder in roots:
        if folder.is_dir() and folder.name not in {"dist", "lotledger-demo"}:
            paths += folder.rglob("*")
    return {
        path: path.read_text(encoding="utf-8")
        for path in paths
        if (path.suffix in written or path.name in {"Makefile", "run"})
        and path.is_file()
    }


def test_arrows_point_inward():
    none_of(
        f"{name(path)} imports {outer}: imports point inward "
        f"({' <- '.join(PACKAGES)}). Move what it needs into the inner package, or "
        "hand it in as an argument."
        for path in SOURCES
        for outer in source(path).packages & set(PACKAGES)
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
        for imported in source(path).imported
        if imported.startswith("ledger.")
        and imported.split(".")[1] not in (here, *KNOWN_TO[here])
    )


def test_each_dependency_has_one_home():
    strangers = {
        (path, package)
        for path in SOURCES
        for package in source(path).packages - sys.stdlib_module_names - set(PACKAGES)
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
        for stranger in source(path).packages
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
        if room(path) != "clock"
    )
    none_of(
        f"{name(path)} imports {die}. Take the value as an argument."
        for path in ledger
        for die in source(path).packages & (DICE | {"os"})
        if room(path) not in {"store", "keys", "vault"} or die not in {"os", "uuid"}
    )


def test_only_one_room_touches_the_system():
    none_of(
        f"{name(path)} imports {outer}: what is particular to a system is in "
        "ledger/store/sqlite*.py. Ask that."
        for path in (ROOT / "ledger" / "store").glob("*.py")
        if not path.name.startswith("sqlite")
        for outer in source(path).packages & {"fcntl", "os"}
    )


def test_files_are_written_in_one_place():
    none_of(
        f"{name(path)} mentions {writing}: half a file may be left so. Use write_file "
        "of commands/written_file.py."
        for path in SOURCES
        for writing in named(path) & {"write_bytes", "write_text"}
        if name(path) != "commands/written_file.py"
    )


def test_only_the_store_names_a_database():
    none_of(
        f"{name(path)} says {found[0]!r}: which database it is, ledger/store alone "
        "knows. Say it in SQLAlchemy Core, or ask the store."
        for path in SOURCES
        # The vault is a file of its own, whatever database the ledger is in.
        if room(path) not in {"store", "vault"}
        and (found := DIALECT.search(source(path).text))
    )


def test_what_is_opened_stays_in_the_house():
    """What tells the two readings apart by type: tests/two_readings.py."""
    doors = {
        "Opened",
        "followed_events",
        "opened_entries",
        "opened_events",
        "opened_history",
        "unwrapped",
    }
    none_of(
        f"{name(path)} mentions {door}: what is opened is for aggregates and replays "
        "inside ledger/house. Ask the house for an answer, or read what is stored."
        for path in SOURCES
        if not name(path).startswith(("ledger/store/", "ledger/house/"))
        for door in named(path) & doors
    )


def test_views_know_only_the_vocabulary():
    none_of(
        f"{name(path)} imports {imported}: a view learns from events alone. Put what "
        "it needs into the event."
        for path in (ROOT / "projections").rglob("*.py")
        for imported in source(path).imported
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
        if (count := source(path).text.count("\n")) > MODULE_LINES_MAX
        and name(path) not in STANDALONE
    )


def test_every_function_fits_on_a_screen():
    none_of(
        f"{name(path)}:{function.line} {function.name} has {function.lines} lines, "
        f"more than {FUNCTION_LINES_MAX}. Give a part of it a name of its own."
        for path in SOURCES + BENCHMARKS
        for function in source(path).functions
        if function.lines > FUNCTION_LINES_MAX
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
        if not source(path).documented
    )
    none_of(
        f"{name(path)}:{each.line} {each.name} is public. Say in a sentence what it is."
        for path in SOURCES + BENCHMARKS
        for each in source(path).definitions
        if each.public and not each.documented
    )


def test_a_name_of_a_class_has_one_home():
    homes = defaultdict(set)
    for path in SOURCES:
        if name(path) in STANDALONE:
            continue
        for each in source(path).definitions:
            if each.is_class and each.public:
                homes[each.name].add(name(path))
    none_of(
        f"{called} is a class in {' and in '.join(sorted(found))}. Name each for what "
        "it is."
        for called, found in homes.items()
        if len(found) > 1
    )


def test_a_package_says_what_it_is_and_does_nothing():
    none_of(
        f"{name(path)} has code in it. Give that a module of its own, named for it."
        for path in SOURCES
        if path.name == "__init__.py" and source(path).statements
    )


def test_commands_are_made_for_a_terminal():
    without = {
        name(path)
        for path in (ROOT / "commands").rglob("*.py")
        if path.name != "__init__.py" and not source(path).packages & TERMINAL
    }
    none_of(
        f"{one} needs no terminal, or is gone. Words and shapes are at home in "
        "presenters/, rules in ledger/; or say in WITHOUT_A_TERMINAL why it is here."
        for one in without ^ set(WITHOUT_A_TERMINAL)
    )


def test_a_value_is_named_for_what_it_is():
    none_of(
        f"{name(path)} calls a value {bound}, which says nothing. Say what it is."
        for path in SOURCES
        for bound in source(path).bindings
        if bound in SAYS_NOTHING and STORED_OR_PRINTED.get(name(path)) != bound
    )


def test_imports_stand_at_the_top():
    # A command enters only the rooms it uses: that is most of its starting time. The
    # keys of a rehearsal are derived, and no cipher is loaded for them.
    none_of(
        f"{name(path)}:{function.line} {function.name} imports "
        f"{', '.join(sorted(source(path).imported_in(function)))}. Move it to the top."
        for path in SOURCES
        if path.relative_to(ROOT).parts[0] != "commands"
        if name(path) not in {"ledger/house/keys_at_hand.py", "ledger/vault/sealing.py"}
        for function in source(path).functions
        if source(path).imported_in(function)
    )


def test_tests_about_the_file_stand_in_one_folder():
    # They are not asked of another database.
    none_of(
        f"{name(path)} imports sqlite3. Ask tests/stranger.py, or move what is about "
        "the file into tests/ledger_file/."
        for path in TESTS
        if "sqlite3" in source(path).packages
        and path.parent.name != "ledger_file"
        and path.name != "stranger.py"
    )


def test_no_test_imports_another():
    none_of(
        f"{name(path)} imports {imported}. Move what both need into a module of its "
        "own, named for what is kept in it."
        for path in TESTS
        for imported in source(path).imported
        if re.search(r"\btests\.(?:\w+\.)?test_", imported)
    )


def test_nothing_is_mocked():
    none_of(
        f"{name(path)} imports {stranger}. Use the real thing: a rule needs no "
        "stand-in, and a ledger is a file in tmp_path."
        for path in TESTS
        for stranger in source(path).packages & {"mock", "pytest_mock", "unittest"}
    )


def test_nothing_is_left_for_later():
    none_of(
        f"{name(path)} says {found[0]}. Do it, or say why it is not done."
        for path, text in texts().items()
        if path.suffix != ".csv" and (found := UNFINISHED.search(text))
    )


def test_no_file_knows_whose_machine_it_was_written_on():
    none_of(
        f"{name(path)}:{number} says {found[0]!r}. Name it from the repository's root."
        for path, text in texts().items()
        if MACHINE.search(text)
        for number, line in enumerate(text.splitlines(), start=1)
        if (found := MACHINE.search(line))
    )


def figures():
    """Say how long functions and modules are."""
    lengths = {
        f"{name(path)}:{function.line} {function.name}": function.lines
        for path in SOURCES
        for function in source(path).functions
    }
    longest = max(lengths, key=lengths.__getitem__)
    return (
        f"{len(SOURCES)} modules, {len(lengths)} functions; the median function has "
        f"{median(lengths.values()):.0f} lines, the longest {lengths[longest]} "
        f"({longest})."
    )


if __name__ == "__main__":
    sys.stdout.write(f"{figures()}\n")
