"""The parts of every refusal: a code, the fact, and the remedy."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self, TypeAlias, dataclass_transform
from zoneinfo import ZoneInfo

Words: TypeAlias = str
"""Part of a sentence: it explains, and is no value that the sentence quotes."""


@dataclass_transform(kw_only_default=True, eq_default=False)
class Refusal(Exception):
    """The house declined.

    Each kind names its fields as annotations, and is raised with all of them.
    """

    code: ClassVar[str]
    what: ClassVar[str]
    remedy: ClassVar[str]
    earlier: ClassVar[tuple[str, ...]] = ()
    """What ``what`` was before: ledgers hold such sentences, so they are read still."""

    def __init__(self, **quoted: object) -> None:
        # A dataclass would do the same, and take a tenth of a short command to make.
        assert quoted.keys() == type(self).fields().keys(), f"{self.code} quotes others"
        super().__init__()
        vars(self).update(quoted)

    @classmethod
    def fields(cls) -> dict[str, object]:
        """Return what the wording may quote: names, each with its kind."""
        named: dict[str, object] = vars(cls).get("__annotations__", {})
        return named

    def on_clock(self, zone: str) -> Self:
        """Tell the moments that it quotes by the clock of a saleroom."""
        quoted = vars(self)
        clock = ZoneInfo(zone)
        for name, moment in quoted.items():
            if isinstance(moment, datetime):
                quoted[name] = moment.astimezone(clock)
        return self

    def __str__(self) -> str:
        return self.told_with(self.remedy)

    def told_with(self, remedy: str) -> str:
        """Return the fact, and what to do where it is met."""
        return f"{self.what} {remedy}".format_map(vars(self))

    @property
    def given(self) -> str:
        """The code that the caller is given."""
        return self.code
