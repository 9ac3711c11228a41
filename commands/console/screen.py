"""The clerk's screen: draws the room, and takes one key for each command."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual._time import get_time

from commands.console import panels
from commands.console.board import TITLES, Board
from commands.console.escape import ESCAPE, keep_escape_apart, keys_of
from commands.errors import terminal_error
from ledger.house.asking_back import asked_back
from ledger.identity import number_of
from ledger.refusals import FarBeyond, Refusal, SessionNotBegun
from ledger.refusals.quoting import fact_of
from ledger.store.library_faults import STORE_FAULTS
from presenters.console.answers import answer
from presenters.console.hints import refusal_words
from presenters.console.input_line import ClerkLine, NoCommand
from presenters.console.keys import (
    CUT,
    HELP,
    KEYS_BY_SIGN,
    QUIT,
    REASONS,
    UNDO,
    ConsoleKey,
    on_purpose,
)
from presenters.console.question import Question

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.events import Key

    from presenters.console.live_session import LiveSession

POLL_SECONDS = 0.3
REASON = "auctioneer reopened"
HELPING = "helping"
OF_THE_LINE = "of-the-line"
"""The answer speaks of what is typed: it goes when that does."""
ENTER = "Enter makes no call: press the key of one, such as f for the floor."


class Console(Board):
    """One session in the room, on one screen."""

    CSS_PATH = "screen.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+c", "quit", "Quit")]

    def __init__(self, session: LiveSession, *, show_reserve: bool = False) -> None:
        super().__init__(session, show_reserve=show_reserve)
        keep_escape_apart()
        self._unsure: tuple[ConsoleKey, ClerkLine] | None = None
        """The call that was asked back: its key once more says that it is so."""
        self._pressed = 0.0
        """When the key that is handled was pressed, by the clock of the terminal."""

    def on_mount(self) -> None:
        """Name the panels, and begin to follow the room."""
        for name, title in TITLES.items():
            self._panel(name).border_title = title
        self.set_interval(POLL_SECONDS, partial(self._run_or_exit, self._follow_ledger))

    def on_key(self, event: Key) -> None:
        """Take one key, or Escape and the key that came with it."""
        self._pressed = event.time
        for name, sign in keys_of(event):
            self._run_or_exit(self._handle_key, name, sign)

    def _handle_key(self, name: str, sign: str | None) -> None:
        """Take a key for the help, for a question, for the line, or as a key."""
        if self.has_class(HELPING):
            self.remove_class(HELPING)
        elif self._asked is not None:
            self._handle_answer_key(name, sign, *self._asked)
        elif name == ESCAPE:
            self._set_line(ClerkLine())
        elif name == "backspace":
            self._set_line(self._line.shortened())
        elif name == "enter":
            self._show_answer(ENTER, "refused", OF_THE_LINE)
        elif sign is not None:
            self._handle_sign(sign)

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
        if self._unsure is not None and self._unsure[0] is key:
            self._run_command(key, self._unsure[1], sure=True)
        elif self._line.is_for(asks=key.question is not None):
            self._run_command(key, self._line)
        elif key.sign == UNDO and lot is not None:
            asks = f"Reopen lot {number_of(lot.id)}, because"
            self._ask(key, Question(asks, REASON, usual=True))
        elif key.question is not None:
            self._ask(key, Question(key.question))
        else:
            self._run_command(key, self._line, reason=REASONS.get(key.sign))

    def _ask(self, key: ConsoleKey, question: Question) -> None:
        self._asked = (key, question)
        self._draw_line()

    def _handle_answer_key(
        self, name: str, sign: str | None, key: ConsoleKey, question: Question
    ) -> None:
        """Take one key for a question: Enter goes on, Escape leaves it."""
        answer = question.answer.strip()
        if name == "backspace":
            self._ask(key, question.shortened())
        elif name in {"enter", ESCAPE}:
            self._asked = None
            self._set_line(ClerkLine())
            if name == "enter" and answer:
                self._run_answered_key(key, question, answer)
        elif sign is not None and sign.isprintable():
            self._ask(key, question.adding(sign))

    def _run_answered_key(
        self, key: ConsoleKey, question: Question, answer: str
    ) -> None:
        if question.early is not None:
            self._run_command(key, question.early, reason=answer, early=True)
        elif key.sign == UNDO:
            self._run_command(key, ClerkLine(), reason=answer)
        else:
            self._run_command(key, ClerkLine(amount=answer))

    def _run_command(
        self,
        key: ConsoleKey,
        line: ClerkLine,
        *,
        reason: str | None = None,
        early: bool = False,
        sure: bool = False,
    ) -> None:
        """Ask the house; show its answer, or its no, in place."""
        session = self._session
        assert key.command is not None, "the screen sees to the other keys itself"
        self._unsure = None
        try:
            at = session.pressed_at(get_time() - self._pressed)
            command = key.command(session.state, line, at)
            command = on_purpose(command) if early else command
            command = command if sure else asked_back(command)
            recorded = session.do(command, reason=reason)
        except SessionNotBegun as no:
            self._ask(key, Question(session.begins_words(no.starts_at), early=line))
        except FarBeyond as no:
            self._unsure = (key, line)
            fact = fact_of(FarBeyond, str(no))
            self._refuse(f"{fact} Press {key.sign} again if it is so.")
        except NoCommand as no:
            self._refuse(str(no), OF_THE_LINE)
        except Refusal as no:
            self._refuse(refusal_words(no))
        except STORE_FAULTS as fault:
            self._refuse(str(terminal_error(fault)))
        else:
            self._line, state = ClerkLine(), session.state
            words = answer(recorded, state.sale, state.lots)
            self._show_after_news(words, "done")
        self._draw_all()

    def _refuse(self, words: str, *kinds: str) -> None:
        """Say no in place; what is typed next begins a line of its own."""
        self._line = self._line.as_refused()
        self._show_after_news(words, "refused", *kinds)

    def _follow_ledger(self) -> None:
        """Show what was recorded elsewhere, and the time."""
        session, sale = self._session, self._session.state.sale
        try:
            if session.follow():
                self._draw_all()
                news = self._heard_news()
                if news is not None:
                    self._show_answer(news.words, "alarm" if news.alarms else "news")
                elif session.state.sale != sale:
                    # It may be taken now what was refused: a paddle was issued.
                    self._end_answer("refused")
        except STORE_FAULTS as fault:
            self._show_answer(str(terminal_error(fault)), "refused")
        self._panel("hour").update(panels.clock(session.state, session.clock()))

    def _set_line(self, line: ClerkLine) -> None:
        self._line = line
        self._unsure = None
        self._end_answer(OF_THE_LINE)
        self._draw_line()
