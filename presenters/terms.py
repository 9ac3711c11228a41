"""A terms file that is checked, and the presets that come with the product."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from presenters.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.files.problems import Problem
    from ledger.files.terms_file import Preset


class ProblemShape(Shape):
    """One mistake in one place of a file."""

    file: str
    """The file."""
    line: int | None
    """The line, counted from 1; null: the file as a whole."""
    field: str
    """The field."""
    found: str
    """The text that stands there."""
    expected: str
    """The text that was expected."""
    remedy: str
    """The remedy."""
    column: int | None
    """The column, counted from 1, where it is known."""


class CheckedFileShape(Shape):
    """A terms file that was checked."""

    file: str
    """The file that was read, or the name of a preset."""
    sound: bool
    """Whether the file can be taken."""
    problems: tuple[ProblemShape, ...]
    """Every mistake in it."""


class PresetShape(Shape):
    """The rules of a house at a date, as they come with the product."""

    preset: str
    """The name of the preset."""
    title: str
    """The title of the rules."""
    source: str
    """The place where they are published."""
    effective: date
    """From when on they hold."""


def checked_file_shape(file: str, problems: Iterable[Problem]) -> CheckedFileShape:
    """Return what a check found as its shape."""
    shapes = tuple(
        ProblemShape(
            file=problem.file,
            line=problem.line,
            field=problem.field,
            found=problem.actual,
            expected=problem.expected,
            remedy=problem.remedy,
            column=problem.column,
        )
        for problem in problems
    )
    return CheckedFileShape(file=file, sound=not shapes, problems=shapes)


def preset_shape(preset: Preset) -> PresetShape:
    """Return a preset as its shape."""
    return PresetShape(
        preset=preset.name,
        title=preset.title,
        source=preset.source,
        effective=preset.effective,
    )
