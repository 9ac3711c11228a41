"""The base of every table of a TOML file: its keys, and those that must be there."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ConfigDict

Value = TypeVar("Value")


class TomlTable(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, defer_build=True
    )

    @classmethod
    def keys(cls) -> dict[str, object]:
        """Return the keys of the table as they are written, with their types."""
        fields = cls.model_fields.items()
        return {field.alias or name: field.annotation for name, field in fields}

    @classmethod
    def needed(cls) -> dict[str, tuple[str, str]]:
        """Return what each key that must be there says, with an example."""
        return {
            field.alias or name: (field.description or "", (field.examples or [""])[0])
            for name, field in cls.model_fields.items()
            if field.is_required()
        }


def sure(value: Value | None) -> Value:
    """Return a value that cannot be missing, as every mistake was reported."""
    assert value is not None, "a terms file with mistakes is not built from"
    return value
