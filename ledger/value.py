"""Values: fields that never change, compared by their content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, field, fields
from enum import Enum
from types import new_class
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform, overload

import msgspec

if TYPE_CHECKING:
    # A type checker looks up the fields of what is replaced for this name alone.
    from dataclasses import replace
else:
    replace = msgspec.structs.replace

__all__ = [
    "LookedUpOnce",
    "field",
    "fields",
    "is_later",
    "later",
    "replace",
    "value",
    "without_later",
]

T = TypeVar("T")


class LookedUpOnce(msgspec.Struct, eq=False, gc=False):
    """What looks something up when it is first asked for, and keeps it.

    There may be as many as bids: they cost the collector of garbage no time, and may
    hold nothing that could come to hold them.
    """


def later(*, default: T) -> T:
    """Declare a field that a shape gained after it was released.

    Its default is what the absence of the field means, for ever: it is left out of all
    texts where it has that value, so that what was written before stays as it is.
    """
    alone = default is None or default == () or isinstance(default, bool | Enum)
    assert alone, "a later field's default is None, (), a flag or a member of an enum"
    return field(default=default, metadata={"later": True})


def is_later(part: Field[Any]) -> bool:
    """Say whether a field was declared by ``later``."""
    return "later" in part.metadata


def without_later(whole: T) -> T:
    """Return a value as its shape was released, with all that it is made of.

    Fields that it gained later have the value that their absence means.
    """
    if isinstance(whole, tuple):
        return tuple(map(without_later, whole))  # type: ignore[return-value]
    if not isinstance(whole, msgspec.Struct):
        return whole
    parts = {
        part.name: part.default
        if is_later(part)
        else without_later(getattr(whole, part.name))
        for part in fields(whole)  # type: ignore[arg-type]
    }
    return replace(whole, **parts)  # type: ignore[type-var]


@overload
def value(shape: type[T], /) -> type[T]: ...
@overload
def value(*, kw_only: bool = False) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field, later))
def value(shape: type[Any] | None = None, /, *, kw_only: bool = False) -> Any:
    """Make a class a value: frozen, without room for more, equal where its fields are.

    It is what ``dataclass(frozen=True, slots=True)`` makes, built and read from JSON
    several times faster; ``dataclasses`` lists and replaces its fields as before. Hold
    nothing in it that could come to hold the value: such a circle is never freed.
    """
    if shape is None:
        return lambda shape: _as_struct(shape, kw_only=kw_only)
    return _as_struct(shape, kw_only=kw_only)


def _as_struct(shape: type[Any], *, kw_only: bool) -> type[Any]:
    assert not issubclass(shape, msgspec.Struct), "a value extends no other value"
    body = {
        name: part
        for name, part in vars(shape).items()
        if name not in ("__dict__", "__weakref__")
    }
    # Only the fields are taken from this: none of the methods that it would write.
    plain = dataclass(init=False, repr=False, eq=False, match_args=False)(shape)
    body["__dataclass_fields__"] = vars(plain)["__dataclass_fields__"]
    has_later = any(is_later(part) for part in fields(plain))
    for part in fields(plain):
        if is_later(part):
            body[part.name] = part.default
        elif part.default_factory is not MISSING or (
            has_later and part.default is not MISSING
        ):
            body[part.name] = _written_default(part)
    bases = tuple(base for base in shape.__bases__ if base is not object)
    keywords = {"frozen": True, "kw_only": kw_only, "gc": False}
    if has_later:
        keywords |= {"omit_defaults": True, "repr_omit_defaults": True}
    return new_class(
        shape.__name__, (msgspec.Struct, *bases), keywords, lambda new: new.update(body)
    )


def _written_default(part: Field[Any]) -> object:
    """Return the default of a field that is written out whatever it is.

    Where a struct leaves defaults out it knows them by what they are, and an empty one
    by ``tuple`` or ``dict`` itself; it does not know what another function makes.
    """

    def default() -> object:
        make = part.default_factory
        return part.default if make is MISSING else make()

    return msgspec.field(default_factory=default)
