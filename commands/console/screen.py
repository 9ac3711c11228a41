"""The clerk's screen: draws the room, and takes one key for each command."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, ParamSpec

from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.css.query import NoMatches
from textual.widgets import Digits, Static

from commands.console import lot_panel, panels
from commands.errors import terminal_error
from ledger.identity import number_of
from ledger.refusals import Refusal
from ledger.store.database import STORE_FAULTS
from presenters.console.answers import answer
from presenters.console.input_line import ClerkLine, NoCommand
from presenters.console.keys import CUT, HELP, KEYS_BY_SIGN, QUIT, UNDO, ConsoleKey
from presenters.console.question import Question

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.binding import BindingType
    from textual.events import Key, Resize

    from presenters.console.live_session import LiveSession

P = ParamSpec("P")

POLL_SECONDS = 0.3
REASON = "auctioneer reopened"
TALL_LINES = 30
"""From so many on there is room for the lot's description."""

HELPING = "helping"

TITLES = {"bids": "Bids", "phones": "Phones", "coming": "Next"}


class Console(App[Exception]):
    """One session in the room, on one screen.

    What nobody foresaw ends it, and is what it returns: the terminal is whole again
    when it is told, and no traceback shows what stood in the ledger.
    """

    CSS_PATH = "screen.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+c", "quit", "Quit")]

    def __init__(self, session: LiveSession, *, show_reserve: bool = False) -> None:
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
                for name in ("title", "estimate", "reserve", "high", "label"):
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

    def on_mount(self) -> None:
        """Name the panels, and begin to follow the room."""
        for name, title in TITLES.items():
            self._panel(name).border_title = title
        self.set_interval(POLL_SECONDS, partial(self._run_or_exit, self._follow_ledger))

    def on_resize(self, event: Resize) -> None:
        """Fit what depends on the size of the terminal, and draw it all."""
        self._panel("keys").update(panels.key_labels(event.size.width))
        self.set_class(event.size.height >= TALL_LINES, "tall")
        self.call_after_refresh(self._run_or_exit, self._draw_all)

    def on_key(self, event: Key) -> None:
        """Take one key."""
        self._run_or_exit(self._handle_key, event)

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

    def _handle_key(self, event: Key) -> None:
        """Take a key for the help, for a question, for the line, or as a key."""
        if self.has_class(HELPING):
            self.remove_class(HELPING)
        elif self._asked is not None:
            self._handle_answer_key(event, *self._asked)
        elif event.key == "escape":
            self._set_line(ClerkLine())
        elif event.key == "backspace":
            self._set_line(self._line.shortened())
        elif event.character is not None:
            self._handle_sign(event.character)

    def _handle_sign(self, sign: str) -> None:
        if (longer := self._line.adding(sign)) is not None:
            self._set_line(longer)
        elif sign == QUIT:
            self.exit()
        elif sign == HELP:
            self.add_class(HELPING)
        elif sign == CUT:
            self._set_line(self._line.with_cut_toggled())
        elif (key := KEYS_BY_SIGN.get(sign)) is not None:
            self._run_key(key)

    def _run_key(self, key: ConsoleKey) -> None:
        """Make a key; where it wants a number or a reason, ask for that first."""
        lot = self._session.state.last
        if str(self._line) or self._line.cut:
            self._run_command(key, self._line)
        elif key.sign == UNDO and lot is not None:
            asks = f"Reopen lot {number_of(lot.id)}, because"
            self._ask(key, Question(asks, REASON, usual=True))
        elif key.question is not None:
            self._ask(key, Question(key.question))
        else:
            self._run_command(key, self._line)

    def _ask(self, key: ConsoleKey, question: Question) -> None:
        self._asked = (key, question)
        self._draw_line()

    def _handle_answer_key(
        self, event: Key, key: ConsoleKey, question: Question
    ) -> None:
        """Take one key for a question: Enter goes on, Escape leaves it."""
        answer = question.answer.strip()
        if event.key == "backspace":
            self._ask(key, question.shortened())
        elif event.is_printable and event.character is not None:
            self._ask(key, question.adding(event.character))
        elif event.key in {"enter", "escape"}:
            self._asked = None
            self._set_line(ClerkLine())
            if event.key == "enter" and answer:
                self._run_answered_key(key, answer)

    def _run_answered_key(self, key: ConsoleKey, answer: str) -> None:
        if key.sign == UNDO:
            self._run_command(key, ClerkLine(), reason=answer)
        else:
            self._run_command(key, ClerkLine(amount=answer))

    def _run_command(
        self, key: ConsoleKey, line: ClerkLine, *, reason: str | None = None
    ) -> None:
        """Ask the house; show its answer, or its no, in place."""
        session = self._session
        assert key.command is not None, "the screen sees to the other keys itself"
        try:
            command = key.command(session.state, line, session.clock())
            recorded = session.do(command, reason=reason)
        except (NoCommand, Refusal) as no:
            self._show_answer(str(no), "refused")
        except STORE_FAULTS as fault:
            self._show_answer(str(terminal_error(fault)), "refused")
        else:
            self._line = ClerkLine()
            money = session.state.sale.terms.rules.currency
            self._show_answer(answer(recorded, money), "done")
        self._draw_all()

    def _follow_ledger(self) -> None:
        """Show what was recorded elsewhere, and the time."""
        session = self._session
        try:
            if session.follow():
                self._draw_all()
        except STORE_FAULTS as fault:
            self._show_answer(str(terminal_error(fault)), "refused")
        self._panel("hour").update(panels.clock(session.state, session.clock()))

    def _draw_all(self) -> None:
        """Draw everything that the ledger says."""
        state = self._session.state
        for name, text in (
            ("heading", panels.heading(state)),
            ("hour", panels.clock(state, self._session.clock())),
            ("totals", panels.totals(state)),
            ("bids", panels.bids(state, *self._content_size("bids"))),
            ("phones", panels.telephones(state.up)),
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

    def _set_line(self, line: ClerkLine) -> None:
        self._line = line
        self._draw_line()

    def _show_answer(self, words: str, kind: str) -> None:
        panel = self._panel("answer")
        panel.set_classes(kind)
        panel.update(Text(words))

    def _panel(self, name: str) -> Static:
        return self.query_one(f"#{name}", Static)

    def _content_size(self, name: str) -> tuple[int, int]:
        """Return how wide and how high a panel is, its border apart."""
        return self._panel(name).content_size
