"""What values are made of: fields that never change, compared by what they hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from types import new_class
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform, overload

import msgspec

if TYPE_CHECKING:
    # A type checker looks up the fields of what is replaced for this name alone.
    from dataclasses import replace
else:
    replace = msgspec.structs.replace

__all__ = ["field", "fields", "replace", "value"]

T = TypeVar("T")


@overload
def value(shape: type[T], /) -> type[T]: ...
@overload
def value(*, kw_only: bool = False) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(shape: type[Any] | None = None, /, *, kw_only: bool = False) -> Any:
    """Make a class a value: frozen, without room for more, equal where its fields are.

    It is what ``dataclass(frozen=True, slots=True)`` makes, built and read from JSON
    several times faster; ``dataclasses`` lists and replaces its fields as before. Hold
    nothing in it that could come to hold the value: such a circle is never freed.
    """
    if shape is None:
        return lambda shape: _struct(shape, kw_only=kw_only)
    return _struct(shape, kw_only=kw_only)


def _struct(shape: type[Any], *, kw_only: bool) -> type[Any]:
    assert not issubclass(shape, msgspec.Struct), "a value extends no other value"
    body = {
        name: part
        for name, part in vars(shape).items()
        if name not in ("__dict__", "__weakref__")
    }
    # Only the fields are taken from this: none of the methods that it would write.
    listed = dataclass(init=False, repr=False, eq=False, match_args=False)(shape)
    body["__dataclass_fields__"] = vars(listed)["__dataclass_fields__"]
    for part in fields(listed):
        if part.default_factory is not MISSING:
            body[part.name] = msgspec.field(default_factory=part.default_factory)
    bases = tuple(base for base in shape.__bases__ if base is not object)
    keywords = {"frozen": True, "kw_only": kw_only, "gc": False}
    return new_class(
        shape.__name__, (msgspec.Struct, *bases), keywords, lambda new: new.update(body)
    )
