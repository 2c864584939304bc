"""Simulated buyers, and the likelihood of BG/NBD and MBG/NBD as the papers write it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize  # type: ignore[import-untyped]
from scipy.special import gammaln  # type: ignore[import-untyped]

Floats = npt.NDArray[np.float64]


def buyers(
    count: int, seed: int, stops_at_once: bool = False, all_stop_by: float | None = None
) -> Floats:
    """x, t_x and T (weeks) of buyers whose rates and chances to stop are drawn: a row each.

    With ``all_stop_by`` all stop with that chance, so that a and b may grow together for ever.
    """
    draw = np.random.default_rng(seed)
    rows = []
    for _ in range(count):
        rate, stop = draw.gamma(0.6) / 6.0, all_stop_by or draw.beta(0.9, 2.2)
        age = float(draw.integers(10, 80))
        bought, now = 0, 0.0
        alive = not (stops_at_once and draw.random() < stop)
        while alive:
            now_next = now + draw.exponential(1 / rate)
            if now_next > age:
                break
            bought, now = bought + 1, now_next
            alive = draw.random() >= stop
        rows.append((float(bought), round(now, 3), age))
    return np.array(rows)


def log_likelihood(logs: Floats, table: Floats, shift: int) -> float:
    """Of all rows; ``logs`` are those of r, alpha, a, b; ``shift`` is 1 for MBG/NBD."""
    r, alpha, a, b = np.exp(logs)
    x, t_x, age = table.T
    base = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    base = base + gammaln(a + b) - gammaln(b) + gammaln(b + x + shift) - gammaln(a + b + x + shift)
    alive = -(r + x) * np.log(alpha + age)
    stopped = np.where(
        x + shift > 0,
        np.log(a) - np.log(np.maximum(b + x + shift - 1, 1e-300)) - (r + x) * np.log(alpha + t_x),
        -np.inf,
    )
    return float((base + np.logaddexp(alive, stopped)).sum())


def highest(table: Floats, shift: int) -> float:
    """The highest likelihood that a search without derivatives finds."""
    starts = ((-0.5, 2.0, -0.2, 0.8), (0.0, 1.0, 0.0, 0.0))
    found = [
        minimize(
            lambda logs: -log_likelihood(logs, table, shift),
            start,
            method="Nelder-Mead",
            options={"maxiter": 4000, "xatol": 1e-7, "fatol": 1e-9},
        ).fun
        for start in starts
    ]
    return -float(min(found))
