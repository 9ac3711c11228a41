"""The clerk's screen: draws the room, and takes one key for each call."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, ParamSpec

from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.css.query import NoMatches
from textual.widgets import Digits, Static

from commands.console import panels, stand
from commands.console.answers import sentence
from commands.console.calls import BY_KEY, CUT, HELP, QUIT, UNDO, Call
from commands.console.question import Question
from commands.console.slip import Slip, Typed
from commands.main import in_words
from ledger.identity import number_of
from ledger.refusals import Refusal
from ledger.store.database import STORE_FAULTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.binding import BindingType
    from textual.events import Key, Resize

    from commands.console.rostrum import Rostrum

P = ParamSpec("P")

POLL_SECONDS = 0.3
REASON = "auctioneer reopened"
TALL_LINES = 30
"""From so many on there is room for the lot's description."""

HELPING = "helping"

TITLES = {"calls": "Bids", "phones": "Phones", "coming": "Next"}


class Console(App[Exception]):
    """One session in the room, on one screen.

    What nobody foresaw ends it, and is what it returns: the terminal is whole again
    when it is told, and no traceback shows what stood in the ledger.
    """

    CSS_PATH = "screen.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+c", "quit", "Quit")]

    def __init__(self, rostrum: Rostrum, *, show_reserve: bool = False) -> None:
        super().__init__()
        self._rostrum = rostrum
        self._show_reserve = show_reserve
        self._typed = Typed()
        self._asked: tuple[Call, Question] | None = None

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
        for name in ("takings", "typing", "said", "keys"):
            yield Static(id=name)
        yield Static(panels.meanings(), id="meanings")

    def on_mount(self) -> None:
        """Name the panels, and begin to follow the room."""
        for name, title in TITLES.items():
            self._panel(name).border_title = title
        self.set_interval(POLL_SECONDS, partial(self._or_leave, self._follow))

    def on_resize(self, event: Resize) -> None:
        """Fit what depends on the size of the terminal, and draw it all."""
        self._panel("keys").update(panels.keys(event.size.width))
        self.set_class(event.size.height >= TALL_LINES, "tall")
        self.call_after_refresh(self._or_leave, self._draw)

    def on_key(self, event: Key) -> None:
        """Take one key."""
        self._or_leave(self._hear, event)

    def _or_leave(
        self, act: Callable[P, None], *given: P.args, **also: P.kwargs
    ) -> None:
        try:
            act(*given, **also)
        except NoMatches:
            # The screen is being taken down: there is nothing left to draw on.
            return
        except Exception as fault:  # noqa: BLE001 (it is raised once the screen is gone)
            self.exit(fault)

    def _hear(self, event: Key) -> None:
        """Take a key for the help, for a question, for the line, or as a call."""
        if self.has_class(HELPING):
            self.remove_class(HELPING)
        elif self._asked is not None:
            self._answer(event, *self._asked)
        elif event.key == "escape":
            self._type(Typed())
        elif event.key == "backspace":
            self._type(self._typed.shortened())
        elif event.character is not None:
            self._take(event.character)

    def _take(self, sign: str) -> None:
        if (longer := self._typed.adding(sign)) is not None:
            self._type(longer)
        elif sign == QUIT:
            self.exit()
        elif sign == HELP:
            self.add_class(HELPING)
        elif sign == CUT:
            self._type(self._typed.turned())
        elif (call := BY_KEY.get(sign)) is not None:
            self._ask_for(call)

    def _ask_for(self, call: Call) -> None:
        """Make a call; where it wants a number or a reason, ask for that first."""
        lot = self._rostrum.scene.last
        if str(self._typed) or self._typed.cut:
            self._call(call, self._typed)
        elif call.key == UNDO and lot is not None:
            asks = f"Reopen lot {number_of(lot.id)}, because"
            self._ask(call, Question(asks, REASON, usual=True))
        elif call.wants is not None:
            self._ask(call, Question(call.wants))
        else:
            self._call(call, self._typed)

    def _ask(self, call: Call, question: Question) -> None:
        self._asked = (call, question)
        self._draw_line()

    def _answer(self, event: Key, call: Call, question: Question) -> None:
        """Take one key for a question: Enter goes on, Escape leaves it."""
        answer = question.answer.strip()
        if event.key == "backspace":
            self._ask(call, question.shortened())
        elif event.is_printable and event.character is not None:
            self._ask(call, question.adding(event.character))
        elif event.key in {"enter", "escape"}:
            self._asked = None
            self._type(Typed())
            if event.key == "enter" and answer:
                self._go_on(call, answer)

    def _go_on(self, call: Call, answer: str) -> None:
        if call.key == UNDO:
            self._call(call, Typed(), reason=answer)
        else:
            self._call(call, Typed(amount=answer))

    def _call(self, call: Call, typed: Typed, *, reason: str | None = None) -> None:
        """Ask the house; show its answer, or its no, in place."""
        rostrum = self._rostrum
        assert call.ask is not None, "the screen sees to the other keys itself"
        try:
            command = call.ask(rostrum.scene, typed, rostrum.clock())
            recorded = rostrum.do(command, reason=reason)
        except (Slip, Refusal) as no:
            self._say(str(no), "refused")
        except STORE_FAULTS as fault:
            self._say(str(in_words(fault)), "refused")
        else:
            self._typed = Typed()
            money = rostrum.scene.sale.terms.rules.currency
            self._say(sentence(recorded, money), "done")
        self._draw()

    def _follow(self) -> None:
        """Show what was recorded elsewhere, and the time."""
        rostrum = self._rostrum
        try:
            if rostrum.follow():
                self._draw()
        except STORE_FAULTS as fault:
            self._say(str(in_words(fault)), "refused")
        self._panel("hour").update(panels.hour(rostrum.scene, rostrum.clock()))

    def _draw(self) -> None:
        """Draw everything that the ledger says."""
        scene = self._rostrum.scene
        for name, text in (
            ("heading", panels.heading(scene)),
            ("hour", panels.hour(scene, self._rostrum.clock())),
            ("takings", panels.takings(scene)),
            ("calls", panels.calls(scene, *self._inside("calls"))),
            ("phones", panels.telephones(scene.up)),
            ("coming", panels.coming(scene, self._inside("coming")[1])),
            *stand.texts(scene, show_reserve=self._show_reserve),
        ):
            self._panel(name).update(text)
        self.query_one("#lot").border_title = stand.title(scene)
        self.query_one(Digits).update(stand.asking(scene))
        self._draw_line()

    def _draw_line(self) -> None:
        asked = self._asked
        line = (
            panels.typing(self._typed) if asked is None else panels.question(asked[1])
        )
        self._panel("typing").update(line)

    def _type(self, typed: Typed) -> None:
        self._typed = typed
        self._draw_line()

    def _say(self, words: str, kind: str) -> None:
        said = self._panel("said")
        said.set_classes(kind)
        said.update(Text(words))

    def _panel(self, name: str) -> Static:
        return self.query_one(f"#{name}", Static)

    def _inside(self, name: str) -> tuple[int, int]:
        """Return how wide and how high a panel is, its border apart."""
        return self._panel(name).content_size
