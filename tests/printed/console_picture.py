"""Draw the picture of the console: a lot in the room, half way through its bidding.

Draw it again with: .venv/bin/python -m tests.printed.console_picture
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.clerk import clerk_of_a_sale
from tests.console_operator import console_of
from tests.printed.picture import COMMENT, FONT_FACE

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "console.svg"
BEFORE = "2026-05-20T09:00-05:00"
SIZE = (100, 30)


async def photographed(ledger: Path) -> str:
    """Sell a lot, bid for the next one, and take a picture."""
    async with console_of(ledger, size=SIZE) as operator:
        await operator.types("n 101f 102l f k n 103p 101f p w 101=")
        return operator.pilot.app.export_screenshot(
            title="lotledger live console MAY26"
        )


def draw() -> str:
    """Play a session on a ledger of its own, and draw the screen."""
    with TemporaryDirectory() as folder:
        clerk = clerk_of_a_sale(folder)
        clerk.does("register MAY26/2 --paddle 103 --line 4 --at {at}", at=BEFORE)
        clerk.does("bid MAY26/2 --paddle 102 --maximum 450 --at {at}", at=BEFORE)
        svg = asyncio.run(photographed(clerk.ledger))
    svg = COMMENT.sub("", FONT_FACE.sub("", svg))
    return svg.replace("Fira Code", "ui-monospace, Menlo, Consolas")


if __name__ == "__main__":
    os.environ["LOTLEDGER_REHEARSAL"] = "1"
    PICTURE.write_text(draw(), encoding="utf-8")
