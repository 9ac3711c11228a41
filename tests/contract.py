"""Hold the service to its own description: schemathesis asks, and judges the answers.

``python -m tests.contract --examples 8`` serves the demo from a folder of its own at a
free port, and asks every operation as an accountant and as a clerk, by ``openapi.json``
and as ``schemathesis.toml`` says. It ends with 1 where an answer is not as described.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.identity import Role
from tests.served_demo import demo_served
from tests.source import ROOT

ROLES = (Role.ACCOUNTANT, Role.CLERK)
PATIENCE_SECONDS = 60
"""A report of a whole demo takes its time on a machine that does something else."""


def is_as_described(address: str, role: Role, folder: Path, wish: argparse.Namespace):
    """Ask all operations as a role, and say whether each answer is as described."""
    header = folder / f"{role}.txt"
    ledger = ["--ledger", folder / "demo" / "lotledger.db"]
    told = ["token", "new", f"u-{role}", "--role", role, "--header", header]
    run("lotledger", *ledger, *told).check_returncode()
    how = ["--max-examples", wish.examples, "--seed", wish.seed, "--no-color"]
    how += ["--request-timeout", PATIENCE_SECONDS]
    shown = ["-H", header.read_text(encoding="utf-8").strip()]
    asked = run("schemathesis", "run", f"{address}/openapi.json", *how, *shown)
    return asked.returncode == 0


def run(program, *words):
    """Run a program that stands beside this Python, where its settings are read."""
    command = [Path(sys.executable).with_name(program), *map(str, words)]
    return subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 (named here)


def main() -> None:
    """Ask as each role, one after the other, and end with what it came to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=8, help="So many of each kind.")
    parser.add_argument("--seed", type=int, default=1, help="The same asks the same.")
    wish = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["LOTLEDGER_KEYS"] = str(folder / "keys")
        with demo_served(folder) as demo:
            described = [
                is_as_described(demo.address, role, folder, wish) for role in ROLES
            ]
    sys.exit(0 if all(described) else 1)


if __name__ == "__main__":
    main()
