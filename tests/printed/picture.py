"""Draw the picture of the README: what a terminal shows after ``lotledger demo``.

Draw it again with: .venv/bin/python -m tests.printed.picture
"""

from __future__ import annotations

import re
import shlex
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from commands.main import main

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "lots.svg"
COLUMNS = 140
# A picture fetches nothing: the reader's own fixed-width font will do.
FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
SALE = "HERITAGE-2025-12"


def run(line: str) -> str:
    """Run a command in this process, and return what it prints."""
    told = CliRunner().invoke(main, shlex.split(line), catch_exceptions=False)
    return told.stdout


def draw() -> str:
    """Play the demo, and draw its lots and one of them."""
    console = Console(record=True, width=COLUMNS, file=StringIO())
    with TemporaryDirectory() as folder:
        place = f"--ledger {folder}/lotledger.db"
        run(f"demo --dir {folder}")
        for line in (f"lots {SALE}", f"lot show {SALE}/50061"):
            console.print(Text(f"$ lotledger {line}", style="bold green"))
            rows = [row.rstrip() for row in run(f"{place} {line}").splitlines()]
            for row in rows:
                console.print(Text(row[:COLUMNS]))
    svg = console.export_svg(title="lotledger", theme=MONOKAI, unique_id="lotledger")
    svg = COMMENT.sub("", FONT_FACE.sub("", svg))
    return svg.replace("Fira Code", "ui-monospace, Menlo, Consolas")


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
