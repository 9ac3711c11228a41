"""Seeds for tests that throw dice: a few for the fast suite, the others for all."""

from __future__ import annotations

import pytest


def seeds(count: int, *, fast: int) -> list:
    """Number the throws from 0; those after the first few are marked slow."""
    return [
        pytest.param(seed, marks=() if seed < fast else pytest.mark.slow)
        for seed in range(count)
    ]
