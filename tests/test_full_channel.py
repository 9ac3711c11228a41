"""A connection waits for a process that takes no more, and no other answers it."""

from __future__ import annotations

import os
import socket
from threading import Thread

import pytest
from starlette.responses import Response
from starlette.routing import Route, Router

from tests.live_service import until
from tests.patience import PATIENCE
from tests.sale_of_tests import new_house
from web.handing_over import Work, channel, hands_out
from web.live import LiveUpdates
from web.serving import HandingServer, config_of

pytestmark = pytest.mark.slow

REQUEST = b"GET /api/v1/sales/MAY26/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
FILL = b"." * 1_000


async def _answer_here(_):
    return Response("answered here")


@pytest.fixture
def service(tmp_path):
    """Serve what hands streams over, and return its port and both ends of a channel."""
    ours, theirs = channel()
    app = Router([Route("/{path:path}", _answer_here)])
    where = hands_out({Work.STREAMS: [ours]})
    with (
        new_house(tmp_path) as house,
        socket.create_server(("127.0.0.1", 0)) as at,
        ours,
        theirs,
    ):
        server = HandingServer(config_of(app, where), LiveUpdates(house))
        thread = Thread(target=server.serve_on, args=([at],))
        thread.start()
        until(lambda: server.started)
        yield at.getsockname()[1], ours, theirs
        server.should_exit = True
        thread.join(PATIENCE)


def test_a_connection_waits_for_a_channel_that_is_full(service):
    port, ours, theirs = service
    sent = 0
    while True:
        try:
            ours.send(FILL)
        except BlockingIOError:
            break
        sent += 1
    with socket.create_connection(("127.0.0.1", port), timeout=0.5) as connection:
        connection.sendall(REQUEST)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        for _ in range(sent):
            assert theirs.recv(len(FILL)) == FILL
        theirs.settimeout(PATIENCE)
        request, numbers, _, _ = socket.recv_fds(theirs, len(FILL), 1)
        assert request == REQUEST
        os.write(numbers[0], b"taken over")
        os.close(numbers[0])
        connection.settimeout(PATIENCE)
        assert connection.recv(100) == b"taken over"
