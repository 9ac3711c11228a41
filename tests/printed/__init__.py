"""The reference, printed from the code: what a name means is said in one place."""

from __future__ import annotations

from pathlib import Path

from tests.printed.answers import answers_page, exit_page
from tests.printed.commands import commands_page
from tests.printed.events import events_page
from tests.printed.house import house_page
from tests.printed.refusals import refusals_page
from tests.printed.roles import roles_page
from tests.printed.settlement import settlement_page
from tests.printed.sheets import files_page
from tests.printed.terms import terms_page
from tests.printed.views import views_page

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def printed(folder):
    """Print every page; ``folder`` holds the tutorial's sale as it ends."""
    pages = {
        "commands.md": commands_page(),
        "events.md": events_page(),
        "exit-codes.md": exit_page(),
        "files.md": files_page(),
        "house.md": house_page(),
        "json.md": answers_page(folder),
        "refusals.md": refusals_page(),
        "roles.md": roles_page(),
        "settlement.md": settlement_page(),
        "terms.md": terms_page(),
        "views.md": views_page(),
    }
    return {name: "\n\n".join(told) + "\n" for name, told in pages.items()}
