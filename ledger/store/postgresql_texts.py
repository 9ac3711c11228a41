"""Texts in PostgreSQL: any character may be in them, and they sort by code points.

Names of streams are looked for by how they begin, and reports come in the order of
names: that is the same on every server, whatever language it was set up for. A server
takes every character but NUL, which is written as two others; the first of them stands
for no character.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateColumn
from sqlalchemy.sql.compiler import DDLCompiler

NUL, MARK = "\0", "\U0010ffff"
_NUL_KEPT, _MARK_KEPT = f"{MARK}0", f"{MARK}1"


@compiles(CreateColumn, "postgresql")
def _in_order_of_code_points(
    create: CreateColumn, compiler: DDLCompiler, **options: Any
) -> str:
    words: str = compiler.visit_create_column(  # type: ignore[no-untyped-call]
        create, **options
    )
    kind = create.element.type.dialect_impl(compiler.dialect)
    if isinstance(getattr(kind, "impl_instance", kind), String):
        words = words.replace(" VARCHAR", ' VARCHAR COLLATE "C"', 1)
    return words


def as_kept(text: str) -> str:
    """Return a text as the server takes it."""
    if NUL in text or MARK in text:
        return text.replace(MARK, _MARK_KEPT).replace(NUL, _NUL_KEPT)
    return text


def as_given(kept: bytes | bytearray | memoryview) -> str:
    """Return a text as it was given."""
    text = str(kept, "utf-8")
    if MARK in text:
        return text.replace(_NUL_KEPT, NUL).replace(_MARK_KEPT, MARK)
    return text


class _Dumper:
    """Writes a text, before the driver does."""

    def dump(self, obj: str) -> Any:
        return super().dump(as_kept(obj))  # type: ignore[misc]


class _Loader:
    """Reads a text, instead of the driver."""

    def load(self, data: Any) -> str:
        return as_given(data)


def take_any_text(driver: Any, connection: Any) -> None:
    """Let a connection of a driver write and read texts with any character."""
    strings, adapters = driver.types.string, connection.adapters
    adapters.register_dumper(str, type("Dumper", (_Dumper, strings.StrDumper), {}))
    for loader in (strings.TextLoader, strings.TextBinaryLoader):
        for name in ("text", "varchar"):
            adapters.register_loader(name, type("Loader", (_Loader, loader), {}))
