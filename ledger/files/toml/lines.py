"""The line of each key in a TOML document.

The standard library reads TOML but forgets where. This scanner follows a document that
``tomllib`` has already accepted, so it checks nothing; it only knows enough of the
grammar not to be fooled by a bracket in a string or an equals sign in a comment.
"""

from __future__ import annotations

import re
from typing import TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]
"""The way to a value: ``("bidding", "increments", 2, "from")``, counted from 0."""

_BLANK = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^\s,\]}#=.]+")
_VALUE = re.compile(r"[^,\]}#\n]+")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(.))")
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line, from 1, of every key, table and element of a TOML document."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


class _Scanner:
    """A place in the text, the table it is in, and the lines found so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.lines: dict[KeyPath, int] = {}
        self.lengths: dict[KeyPath, int] = {}

    def document(self) -> None:
        """Follow the whole text: headers, and pairs below them."""
        table: KeyPath = ()
        self._take(_BLANK)
        while self.at < len(self.text):
            if self.text.startswith("[", self.at):
                table = self._enter_table()
            else:
                self._pair(table)
            self._take(_BLANK)

    def _enter_table(self) -> KeyPath:
        """Enter ``[a.b]``, or one more element of ``[[a.b]]``."""
        line = self.line
        repeats = self.text.startswith("[[", self.at)
        self.at += 2 if repeats else 1
        self._take(_BLANK)
        *above, name = self._key()
        table: KeyPath = ()
        for part in above:
            table = self._last_element((*table, part))
            self.lines.setdefault(table, line)
        table = (*table, name)
        if repeats:
            self.lines.setdefault(table, line)
            number = self.lengths.get(table, 0)
            self.lengths[table] = number + 1
            table = (*table, number)
        self.lines[table] = line
        self._take(_BLANK)
        self.at += 2 if repeats else 1
        return table

    def _last_element(self, table: KeyPath) -> KeyPath:
        """Step into the last element, where a table is an array of tables."""
        number = self.lengths.get(table)
        return table if number is None else (*table, number - 1)

    def _pair(self, table: KeyPath) -> None:
        """Follow ``key = value``; every part of a dotted key stands on this line."""
        for part in self._key():
            table = (*table, part)
            self.lines.setdefault(table, self.line)
        self._take(_EQUALS)
        self._value(table)

    def _key(self) -> list[str]:
        parts = [self._name()]
        while self._take(_DOT):
            parts.append(self._name())
        return parts

    def _name(self) -> str:
        """Read one part of a key, bare or quoted."""
        if quoted := self._take(STRING):
            bare = quoted[1:-1]
            return bare if quoted[0] == "'" else _ESCAPE.sub(_unescape, bare)
        return self._take(_PLAIN)

    def _value(self, path: KeyPath) -> None:
        """Pass over a value, noting what stands inside an array or inline table."""
        opening = self.text[self.at]
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        elif not self._take(STRING):
            self._take(_VALUE)

    def _array(self, path: KeyPath) -> None:
        self._enter_brackets()
        number = 0
        while not self.text.startswith("]", self.at):
            self.lines[*path, number] = self.line
            self._value((*path, number))
            self._take(_BLANK)
            number += 1
        self.at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._enter_brackets()
        while not self.text.startswith("}", self.at):
            self._pair(path)
            self._take(_BLANK)
        self.at += 1

    def _enter_brackets(self) -> None:
        self.at += 1
        self._take(_BLANK)

    def _take(self, pattern: re.Pattern[str]) -> str:
        """Return what matches here, if anything, and move past it."""
        if (match := pattern.match(self.text, self.at)) is None:
            return ""
        self.at = match.end()
        self.line += match[0].count("\n")
        return match[0]


def _unescape(escape: re.Match[str]) -> str:
    digits = escape[1] or escape[2] or escape[3]
    return chr(int(digits, 16)) if digits else _ESCAPED.get(escape[4], escape[4])
