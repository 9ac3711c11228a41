"""The console: every page of the service, and where each is to be had."""

from __future__ import annotations

from starlette.routing import Route

from web.api import OPERATIONS
from web.form import FormEndpoint
from web.page_endpoint import PageEndpoint
from web.pages.administrator import PAGES as ADMINISTRATOR
from web.pages.audits import PAGES as AUDITS
from web.pages.bank import PAGES as BANK
from web.pages.board import PAGES as BOARD
from web.pages.books import PAGES as BOOKS
from web.pages.developer import PAGES as DEVELOPER
from web.pages.disputes import PAGES as DISPUTES
from web.pages.documents import PAGES as DOCUMENTS
from web.pages.envelopes import PAGES as ENVELOPES
from web.pages.history import PAGES as HISTORY
from web.pages.lot_history import PAGES as LOT_HISTORY
from web.pages.lots import PAGES as LOTS
from web.pages.month import PAGES as MONTH
from web.pages.payouts import PAGES as PAYOUTS
from web.pages.preparing import PAGES as PREPARING
from web.pages.reports import PAGES as REPORTS
from web.pages.room import PAGES as ROOM
from web.pages.sales import PAGES as SALES
from web.pages.search import PAGES as SEARCH
from web.pages.settlement import PAGES as SETTLEMENT
from web.pages.sign_in import PAGES as SIGN_IN
from web.pages.subjects import PAGES as SUBJECTS
from web.pages.whole_sales import PAGES as WHOLE_SALES
from web.pictures import PATH as PICTURE, picture
from web.static_files import PATH, static_file

PAGES = (
    *(
        *SALES,
        *PREPARING,
        *LOTS,
        *ENVELOPES,
        *ROOM,
        *BOARD,
        *HISTORY,
        *SUBJECTS,
        *LOT_HISTORY,
        *AUDITS,
        *WHOLE_SALES,
        *DEVELOPER,
        *ADMINISTRATOR,
        *DISPUTES,
        *SEARCH,
        *SIGN_IN,
    ),
    *(*BOOKS, *MONTH, *BANK, *SETTLEMENT, *PAYOUTS, *DOCUMENTS, *REPORTS),
)
"""Every page."""


def console_routes() -> list[Route]:
    """Return a route for each page, for each form, and for what pages bring along."""
    forms = [FormEndpoint(each) for each in OPERATIONS if each.method != "GET"]
    return [
        *(Route(page.path, PageEndpoint(page).answer) for page in PAGES),
        *(Route(form.path, form.answer, methods=["POST"]) for form in forms),
        Route(PICTURE, picture),
        Route(PATH, static_file),
    ]
