"""The look of plots: the same on every machine, and the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

STYLE: dict[Any, Any] = {
    "svg.hashsalt": "lotledger",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.edgecolor": "#777777",
    "grid.color": "#e4e4e4",
    "legend.frameon": False,
    "savefig.dpi": 150,
}
UNDATED = {
    "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
    "png": {"Software": None},
}
"""What a picture would say of itself: when it was made, and by which release."""


@contextmanager
def styled() -> Iterator[None]:
    """Draw as this house does, whatever somebody likes their own plots to look like."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield


def saved(figure: Figure, form: str) -> bytes:
    """Write a plot as ``svg`` or ``png``."""
    buffer = BytesIO()
    figure.savefig(buffer, format=form, metadata=UNDATED[form])
    return buffer.getvalue()
