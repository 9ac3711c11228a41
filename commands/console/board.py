"""The panels of the clerk's screen, and the line in which it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec

from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.css.query import NoMatches
from textual.widgets import Digits, Static

from commands.console import lot_panel, panels
from ledger.visible import visible
from presenters.console.input_line import ClerkLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.events import Resize
    from textual.geometry import Size

    from presenters.console.keys import ConsoleKey
    from presenters.console.live_session import LiveSession
    from presenters.console.news import News
    from presenters.console.question import Question

P = ParamSpec("P")

TALL_LINES = 30
"""From so many on there is room for the lot's description."""

FULL_COLUMNS, FULL_LINES = 80, 24
"""The terminal that has room for the large figures of what is asked."""

TITLES = {"bids": "Bids", "phones": "Phones", "coming": "Next"}


class Board(App[Exception]):
    """A session as it is drawn: what the ledger says, what is typed, the answer.

    What nobody foresaw ends it, and is what it returns: the terminal is whole again
    when it is told, and no traceback shows what stood in the ledger.
    """

    def __init__(self, session: LiveSession, *, show_reserve: bool) -> None:
        super().__init__()
        self._session = session
        self._show_reserve = show_reserve
        self._line = ClerkLine()
        self._asked: tuple[ConsoleKey, Question] | None = None

    def compose(self) -> ComposeResult:
        """Lay the panels out."""
        with Horizontal(id="top"):
            yield Static(id="heading")
            yield Static(id="hour")
        with Horizontal(id="room"):
            with Vertical(id="lot"):
                for name in ("title", "estimate", "reserve", "high", "label", "asks"):
                    yield Static(id=name)
                yield Digits(id="asking")
                yield Static(id="light")
                yield Static(id="description")
            with Vertical(id="aside"):
                for name in TITLES:
                    yield Static(id=name, classes="panel")
        for name in ("totals", "typing", "answer", "keys"):
            yield Static(id=name)
        yield Static(panels.help_page(), id="help")

    def on_resize(self, event: Resize) -> None:
        """Fit what depends on the size of the terminal, and draw it all."""
        self._panel("keys").update(panels.key_labels(event.size.width))
        self.set_class(event.size.height >= TALL_LINES, "tall")
        self.set_class(_is_small(event.size), "small")
        self.call_after_refresh(self._run_or_exit, self._draw_all)

    def _run_or_exit(
        self, act: Callable[P, None], *given: P.args, **also: P.kwargs
    ) -> None:
        try:
            act(*given, **also)
        except NoMatches:
            # The screen is being taken down: there is nothing left to draw on.
            return
        except Exception as fault:  # noqa: BLE001 (it is raised once the screen is gone)
            self.exit(fault)

    def _draw_all(self) -> None:
        """Draw everything that the ledger says."""
        state = self._session.state
        for name, text in (
            ("heading", panels.heading(state)),
            ("hour", panels.clock(state, self._session.clock())),
            ("totals", panels.totals(state)),
            ("bids", panels.bids(state, *self._content_size("bids"))),
            ("phones", panels.telephones(state)),
            ("coming", panels.coming(state, self._content_size("coming")[1])),
            *lot_panel.texts(state, show_reserve=self._show_reserve),
        ):
            self._panel(name).update(text)
        self.query_one("#lot").border_title = lot_panel.title(state)
        self.query_one(Digits).update(lot_panel.asking(state))
        self._draw_line()

    def _draw_line(self) -> None:
        line = (
            panels.typing(self._line)
            if self._asked is None
            else panels.question(self._asked[1])
        )
        self._panel("typing").update(line)

    def _show_answer(self, words: str, *kinds: str) -> None:
        panel = self._panel("answer")
        panel.set_classes(kinds)
        panel.update(Text(visible(words)))

    def _end_answer(self, kind: str) -> None:
        """Take an answer of a kind off the screen: what it says is over."""
        if self._panel("answer").has_class(kind):
            self._show_answer("")

    def _show_after_news(self, words: str, *kinds: str) -> None:
        """Show an answer, after what others did before it could be given."""
        news = self._heard_news()
        heard = "" if news is None else f"{news.words} "
        self._show_answer(f"{heard}{words}", *kinds)

    def _heard_news(self) -> News | None:
        """Return what others did meanwhile; ring where nobody may overlook it."""
        news = self._session.news()
        if news is not None and news.alarms:
            self.bell()
        return news

    def _panel(self, name: str) -> Static:
        return self.query_one(f"#{name}", Static)

    def _content_size(self, name: str) -> tuple[int, int]:
        """Return how wide and how high a panel is, its border apart."""
        return self._panel(name).content_size


def _is_small(size: Size) -> bool:
    """Say whether a terminal has no room for the large figures of what is asked."""
    return size.height < FULL_LINES or size.width < FULL_COLUMNS
