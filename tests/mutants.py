"""Put small faults into the code, one by one, and say which of them the tests notice.

``python -m tests.mutants --count 100 --seed 7`` draws a hundred places from the seed,
and prints the score of each folder. What was found is kept in ``.mutants/``: the same
seed goes on where it was stopped. Faults are put into copies, never into this checkout.
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from queue import SimpleQueue
from random import Random
from tempfile import TemporaryDirectory

from tests.source import ROOT, source

PACKAGES = ("ledger", "projections", "presenters", "commands")
LEFT_OUT = ("test_tidy.py", "test_packaging.py")
"""These look at the code itself, so that they notice what changes nothing."""

OTHER_WAY = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}
SELECTS = {"where", "filter", "having", "distinct"}
OPAQUE = ast.JoinedStr | ast.Assert
"""Places inside a text are not told exactly; what is asserted, no test should need."""


@dataclass(frozen=True)
class Fault:
    """A place in the code, and what stands there once it is spoilt."""

    path: str
    line: int
    start: int
    end: int
    words: str
    instead: str

    @property
    def id(self) -> str:
        """Names it, as long as the file stays as it is."""
        told = f"{self.path} {self.start} {self.words} {self.instead}"
        return sha256(told.encode()).hexdigest()[:12]

    @property
    def folder(self) -> str:
        """The folder that it is scored in: two steps down, or one."""
        return "/".join(Path(self.path).parent.parts[:2])

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.words!r} -> {self.instead!r}"

    def spoil(self, content: bytes) -> bytes:
        """Return a file with the fault in it."""
        return content[: self.start] + self.instead.encode() + content[self.end :]


def faults_of(path: Path) -> Iterator[Fault]:
    """Find every fault that can be put into a module."""
    content = path.read_bytes()
    starts = [0]
    for row in content.splitlines(keepends=True):
        starts.append(starts[-1] + len(row))
    for node in _reached(ast.parse(content)):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        words = content[start:end].decode()
        for spoilt in _spoilt(node):
            instead = f"({ast.unparse(spoilt)})"
            name = path.relative_to(ROOT).as_posix()
            yield Fault(name, node.lineno, start, end, words, instead)


def _reached(node: ast.AST) -> Iterator[ast.expr]:
    """Walk through what runs: no annotation, no docstring, nothing for types alone."""
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list", "bases"}:
            continue
        for inner in value if isinstance(value, list) else [value]:
            match inner:
                case ast.If(ast.Name("TYPE_CHECKING")) | ast.Expr(ast.Constant()):
                    continue
                case ast.AST() if not isinstance(inner, OPAQUE):
                    if isinstance(inner, ast.expr):
                        yield inner
                    yield from _reached(inner)


def _spoilt(node: ast.expr) -> Iterator[ast.expr]:
    """Spoil an expression in every way we know."""
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in OTHER_WAY:
            yield _with(node, ops=[OTHER_WAY[type(operator)]()])
        case ast.BoolOp(op=operator) | ast.BinOp(op=operator):
            if type(operator) in OTHER_WAY:
                yield _with(node, op=OTHER_WAY[type(operator)]())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() as value):
            yield ast.Constant(value + 1)
        case ast.Call(func=ast.Attribute(value=selected, attr=name)) if name in SELECTS:
            yield selected
        case ast.Call(keywords=keywords):
            for keyword in keywords:
                left = [other for other in keywords if other is not keyword]
                if keyword.arg is not None:
                    yield _with(node, keywords=left)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            for place, loop in enumerate(node.generators):
                if loop.ifs:
                    loops = list(node.generators)
                    loops[place] = _with(loop, ifs=[])
                    yield _with(node, generators=loops)


def _with(node: ast.AST, **parts: object) -> ast.AST:
    changed = copy.copy(node)
    for name, part in parts.items():
        setattr(changed, name, part)
    return changed


def modules() -> list[Path]:
    """Return every module that a fault may be put into."""
    return sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))


def drawn(seed: int, count: int) -> list[Fault]:
    """Draw so many places, and a fault for each; another seed draws others."""
    dice = Random(seed)
    places = defaultdict(list)
    for path in modules():
        for fault in faults_of(path):
            places[fault.path, fault.start, fault.end].append(fault)
    chosen = dice.sample(list(places.values()), min(count, len(places)))
    return [dice.choice(faults) for faults in chosen]


def nearest(fault: Fault) -> list[str]:
    """Return the tests that know a module by its name, or are named after it."""
    parts = Path(fault.path).with_suffix("").parts
    names = {".".join(parts), ".".join(parts[:-1])}
    stems = {parts[-1], parts[-2]}
    found = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        near = {name.rpartition(".")[0] for name in source(path).imported} & names
        if path.name not in LEFT_OUT and (near or stems & set(path.stem.split("_"))):
            found.append(path.relative_to(ROOT).as_posix())
    return found


class Copy:
    """A copy of the checkout, to put one fault after the other into."""

    def __init__(self, folder: Path):
        self.root = folder / "lotledger"
        shutil.copytree(ROOT, self.root, ignore=_left_behind)

    def fails(self, *options: str, seconds: float) -> bool:
        """Run tests until one fails; who needs too long has failed too."""
        words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
        words += [f"--basetemp={self.root.parent / 'made'}", *options]
        words += [f"--ignore=tests/{name}" for name in LEFT_OUT]
        env = {**os.environ, "PYTHONPATH": str(self.root)}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        with subprocess.Popen(  # noqa: S603 (our own tests)
            words,
            cwd=self.root,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as running:
            try:
                return running.wait(seconds) not in {0, 5}
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, signal.SIGKILL)
                return True

    def judged(self, fault: Fault, seconds: float) -> str:
        """Say which tests notice a fault: fast ones, slow ones, or none."""
        path = self.root / fault.path
        whole = path.read_bytes()
        try:
            self._write(path, fault.spoil(whole))
            near = nearest(fault)
            if self.fails("-m", "not slow", *near, seconds=seconds):
                return "fast"
            if near and self.fails("-m", "slow", *near, seconds=seconds):
                # A quick test may notice it as well: then that is what counts.
                quick = self.fails("-m", "not slow", seconds=seconds)
                return "fast" if quick else "slow"
            if near and self.fails("-m", "not slow", seconds=seconds):
                return "fast"
            return "slow" if self.fails("-m", "slow", seconds=seconds) else "none"
        finally:
            self._write(path, whole)

    def _write(self, path: Path, content: bytes) -> None:
        path.write_bytes(content)
        # Byte code is told apart by the second it was made in: too coarse for this.
        for made in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
            made.unlink()


def _left_behind(folder: str, names: list[str]) -> list[str]:
    """Name what a copy does without: byte code, and what was made in the checkout."""
    if Path(folder) != ROOT:
        return [name for name in names if name == "__pycache__"]
    made = re.compile(r"(?!\.ci)\..*|dist|lotledger-demo|.*\.db(-.*)?")
    return [name for name in names if made.fullmatch(name)]


class Notes:
    """What is known of faults already, a line each."""

    def __init__(self, path: Path):
        self.path = path
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        self.by_id = {note["id"]: note["noticed"] for note in map(json.loads, lines)}

    def keep(self, fault: Fault, noticed: str) -> None:
        """Write down what became of a fault."""
        self.by_id[fault.id] = noticed
        note = {"id": fault.id, "noticed": noticed, **asdict(fault)}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(note)}\n")


def say(words: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def score(faults: list[Fault], notes: Notes) -> None:
    """Print what survived, and the score of each folder."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for fault in sorted(faults, key=str):
        noticed = notes.by_id[fault.id]
        counts[fault.folder][noticed] += 1
        counts["all"][noticed] += 1
        if noticed == "none":
            say(f"survived  {fault}")
    say(f"\n{'folder':<28}faults  fast  slow  survived  noticed")
    for folder, found in sorted(counts.items(), key=lambda row: (row[0] == "all", row)):
        whole, survived = found.total(), found["none"]
        say(
            f"{folder:<28}{whole:>6}{found['fast']:>6}{found['slow']:>6}"
            f"{survived:>10}{(whole - survived) / whole:>9.0%}"
        )


def asked_for() -> argparse.Namespace:
    """Read what is asked for on the command line."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="how many faults")
    parser.add_argument("--seed", type=int, default=1, help="which faults")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seconds", type=float, default=7200, help="for one run")
    return parser.parse_args()


def main() -> None:
    """Judge the faults of a seed that are not judged yet, and print the score."""
    asked = asked_for()
    faults = drawn(asked.seed, asked.count)
    (kept := ROOT / ".mutants").mkdir(exist_ok=True)
    notes = Notes(kept / f"{asked.seed}.jsonl")
    left = [fault for fault in faults if fault.id not in notes.by_id]
    with (
        TemporaryDirectory(prefix="mutants-") as folder,
        ThreadPoolExecutor(asked.jobs) as pool,
    ):
        copies: SimpleQueue[Copy] = SimpleQueue()
        for number in range(asked.jobs if left else 0):
            copies.put(Copy(Path(folder, str(number))))
        if left and _is_broken(copies, asked):
            sys.exit("The tests fail as it is. Mend that first.")

        def judge(fault: Fault) -> None:
            tree = copies.get()
            noticed = tree.judged(fault, asked.seconds)
            copies.put(tree)
            notes.keep(fault, noticed)
            say(f"{noticed:<5} {fault}")

        list(pool.map(judge, left))
    score(faults, notes)


def _is_broken(copies: SimpleQueue[Copy], asked: argparse.Namespace) -> bool:
    tree = copies.get()
    broken = tree.fails("-n", str(asked.jobs), seconds=asked.seconds)
    copies.put(tree)
    return broken


if __name__ == "__main__":
    main()
