"""The service as an application: its routes, and how each request is answered."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ledger.clock import machine_clock
from ledger.house import House
from ledger.keys.witness_folder import WitnessFolder
from ledger.roles import Sight
from ledger.terms.house import HouseSettings
from presenters.shape import to_json
from projections.views import Views
from web import metrics
from web.api import OPERATIONS, STREAMED
from web.bulk import BIDS_IN_BULK, bids_in_bulk
from web.challenges import Challenges
from web.console import console_routes
from web.due_lots import ClosesDue, DueLots, closing
from web.endpoint import Clock, Endpoint, Service, answered, refusal, shown_to
from web.gathering import Gathering
from web.handing_over import Work
from web.limits import BidderLimits
from web.live import LiveUpdates
from web.metrics import Metrics
from web.misdirected import NoGathering, OwnWork
from web.oidc.pages import ProviderPages
from web.oidc.provider import Provider
from web.openapi import description
from web.operation import BASE, Operation
from web.page_endpoint import problem_page
from web.problem import UNUSABLE, HttpProblem, unknown
from web.processes import ServiceProcess
from web.readiness import SOON_SECONDS, Readiness
from web.request_log import Write, noted
from web.script_problems import told_to_a_script
from web.sign_in import TokenSignIn
from web.streams import FOLLOW_SALE, SaleStream, following
from web.witness import WitnessPages

_UNTOLD: tuple[type[Exception], ...] = (TimeoutError, *UNUSABLE)
"""What is raised where the ledger cannot tell who asks."""
BIDDING = f"{BASE}/sales/{{sale}}/lots/{{number}}/bids"


@asynccontextmanager
async def _serving(
    app: Starlette,
    *,
    house: House,
    views: Views,
    sign_in: TokenSignIn,
    clock: Clock,
    bidders: BidderLimits,
    providers: Sequence[Provider],
    settings: HouseSettings | None,
    closes: ClosesDue | None,
) -> AsyncIterator[None]:
    live, processes = app.state.live, app.state.processes
    with (
        _thread("questions") as questions,
        _thread("long-questions") as long_questions,
        _thread("signing-in") as signing_in,
    ):
        async with app.state.gathers(house) as gathering, following(live):
            due = None if closes is None else DueLots(house, gathering, clock, closes)
            looked_at = house, views, sign_in.vault.file, gathering, due
            readiness = Readiness(*looked_at, processes=processes)
            app.state.service = Service(
                house,
                views,
                gathering,
                questions,
                long_questions,
                sign_in,
                clock,
                Metrics(house, views, gathering, live, processes),
                signing_in,
                Challenges(),
                bidders,
                readiness,
                providers,
                settings,
            )
            async with closing(due):
                yield


def _thread(name: str) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix=name)


def application(
    house: House,
    views: Views,
    sign_in: TokenSignIn,
    clock: Clock = machine_clock,
    *,
    bidders: BidderLimits | None = None,
    providers: Sequence[Provider] = (),
    settings: HouseSettings | None = None,
    witness: WitnessFolder | None = None,
    log: Write | None = None,
    closes: ClosesDue | None = None,
    processes: Sequence[ServiceProcess] = (),
    work: Work | None = None,
) -> Starlette:
    """Return the application of one ledger; with a work of its own it only reads."""
    live = LiveUpdates(house)
    opened = partial(
        _serving,
        house=house,
        views=views,
        sign_in=sign_in,
        clock=clock,
        bidders=bidders or BidderLimits(),
        providers=providers,
        settings=settings,
        closes=closes,
    )
    pages = [page for each in providers for page in ProviderPages(each).routes()]
    if witness is not None:
        pages += WitnessPages(house, witness, clock).routes()
    app = Starlette(
        routes=[*_routes(live, house), *pages],
        lifespan=opened,
        middleware=[*noted(live, log), *_own_work(work)],
        exception_handlers={404: _nowhere, 405: _nowhere, 500: _unforeseen},
    )
    app.state.live, app.state.processes = live, processes
    app.state.gathers = Gathering if work is None else NoGathering
    return app


def _own_work(work: Work | None) -> list[Middleware]:
    return [] if work is None else [Middleware(OwnWork, work=work)]


def _routes(live: LiveUpdates, house: House) -> list[Route]:
    routes = _addresses(OPERATIONS)
    every = (*OPERATIONS, *STREAMED)
    described = to_json(description(every, version("lotledger")))
    routes += [
        Route("/openapi.json", partial(_described, described)),
        Route(FOLLOW_SALE.address, SaleStream(live, house), methods=["GET"]),
        Route(BIDS_IN_BULK.address, bids_in_bulk, methods=["POST"]),
        Route("/health/live", _alive),
        Route("/health/ready", _ready),
        Route("/metrics", partial(answered, _measured)),
        *console_routes(),
    ]
    return routes


def _addresses(operations: Iterable[Operation]) -> list[Route]:
    """Return a route for each address, so that it can say which methods it takes."""
    by_address: defaultdict[str, dict[str, Endpoint]] = defaultdict(dict)
    for operation in operations:
        by_address[operation.address][operation.method] = Endpoint(operation)
    routes = [
        Route(address, AddressApp(endpoints), methods=list(endpoints))
        for address, endpoints in by_address.items()
    ]
    # They are tried in turn, and a sale is mostly bids.
    return sorted(routes, key=lambda route: route.path != BIDDING)


class AddressApp:
    """Answers what is asked at one address, each method by its operation."""

    def __init__(self, endpoints: Mapping[str, Endpoint]) -> None:
        self._endpoints = endpoints

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive, send)
        method = "GET" if request.method == "HEAD" else request.method
        response = await answered(self._endpoints[method], request)
        await told_to_a_script(response, request)(scope, receive, send)


async def _described(text: str, _: Request) -> Response:
    return Response(text, media_type="application/json")


async def _alive(_: Request) -> Response:
    return Response('{"live":true}', media_type="application/json")


async def _ready(request: Request) -> Response:
    service: Service = request.app.state.service
    sees_more = await _sees_health(request, service)
    readiness = await service.readiness.look(sees_more=sees_more)
    return Response(
        to_json(readiness, indent=None),
        200 if readiness.ready else 503,
        media_type="application/json",
    )


async def _sees_health(request: Request, service: Service) -> bool:
    """Say whether who asks sees how the service does.

    Nobody does whose role the ledger cannot tell: no other answer waits for that.
    """
    try:
        caller = await asyncio.wait_for(service.sign_in.whoever(request), SOON_SECONDS)
    except _UNTOLD:
        return False
    return caller is not None and Sight.HEALTH in caller.sights


async def _measured(request: Request, service: Service) -> Response:
    caller = await service.sign_in(request)
    purpose = "Read the figures of the service."
    await shown_to(caller, Sight.HEALTH, request, service, purpose=purpose)
    loop = asyncio.get_running_loop()
    text = await loop.run_in_executor(service.questions, service.metrics.text)
    return Response(text, media_type=metrics.MEDIA_TYPE)


async def _unforeseen(request: Request, _: Exception) -> Response:
    if request.method == "GET" and _looks(request):
        shape = HttpProblem(
            500,
            "not-shown",
            "It cannot be shown",
            "Something went wrong that nobody foresaw. Nothing was changed by looking; "
            "whoever runs the service finds in its log what it was.",
        ).shape
        return await problem_page(request, request.app.state.service, shape)
    return refusal(unknown(500, "Something went wrong that nobody foresaw."))


async def _nowhere(request: Request, fault: Exception) -> Response:
    status = getattr(fault, "status_code", 404)
    words = f"{request.method} {request.url.path} is no address of the service."
    shape = HttpProblem(
        status, "not-found", "Nothing here", f"{words} /openapi.json lists them all."
    ).shape
    service: Service = request.app.state.service
    looks = _looks(request)
    answer = await problem_page(request, service, shape) if looks else refusal(shape)
    answer.headers.update(getattr(fault, "headers", None) or {})
    return answer


def _looks(request: Request) -> bool:
    """Say whether a person asks, who is answered with a page."""
    return "text/html" in request.headers.get("accept", "")
