"""A page that stands alone: one file of HTML, which asks for nothing from outside.

Every value is text, and is escaped; a page reads without scripts, and when printed.
"""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from ledger.events.ledger import Timing
from ledger.visible import visible
from presenters.times import local_time
from projections.rehearsal import rehearsal_mark, zone_words


def page(template: str, *, timing: Timing, zone: str, **filled: object) -> str:
    """Fill in a page, by the name of its template; of a rehearsal it says so."""
    return stand_alone(
        template,
        **filled,
        mark=rehearsal_mark(timing),
        zone=zone_words(zone, timing, lambda at: local_time(at, zone)),
    )


def stand_alone(template: str, **filled: object) -> str:
    """Fill in a page that says for itself whose it is."""
    return environment("presenters.pages").get_template(template).render(filled)


def environment(package: str, *, extensions: tuple[str, ...] = ()) -> Environment:
    """Return where the templates of a package are filled in: every value is text."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        finalize=_seen,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=extensions,
    )


def _seen(value: object) -> object:
    """Show what a text would hide; what is markup already was made from such texts."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return visible(value, keep="\n")
    return value
