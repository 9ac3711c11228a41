"""A text of a database as the bytes that it is kept as, where it may be none."""

from __future__ import annotations

from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class AsBytes(FunctionElement[bytes]):
    """The bytes of a text."""

    type = LargeBinary()
    inherit_cache = True


@compiles(AsBytes)
def _cast(element: AsBytes, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS BLOB)"


@compiles(AsBytes, "postgresql")
def _converted(element: AsBytes, compiler: SQLCompiler, **options: Any) -> str:
    return f"convert_to({compiler.process(element.clauses, **options)}, 'UTF8')"
