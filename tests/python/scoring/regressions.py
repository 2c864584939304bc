"""A project of one model of the materialization `logistic_fits`, and what must come out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from one_model import one_model_project
from scipy.optimize import minimize  # type: ignore[import-untyped]
from scipy.special import expit  # type: ignore[import-untyped]

FEATURES = ("recency", "orders", "constant")
RIDGE = 1.0
Floats = npt.NDArray[np.float64]
Fits = dict[str, tuple[Floats, Floats]]
"""Outcomes and features of every fit's rows, by fit."""


def rows(seed: int = 3) -> Fits:
    """Four fits of random rows: common, rare, perfectly separable and all alike."""
    draw = np.random.default_rng(seed)
    found = {}
    for name, intercept in {"common": 0.3, "rare": -3.0, "separable": 0.0, "alike": 50.0}.items():
        features = draw.normal(size=(150, 2))
        chance = expit(intercept + features @ np.array([1.2, -0.7]))
        outcome = (draw.random(150) < chance).astype(float)
        if name == "separable":
            outcome = (features[:, 0] > 0).astype(float)
        found[name] = (outcome, np.column_stack([features, np.zeros(150)]))
    return found


def best(outcome: Floats, features: Floats) -> Floats:
    """The coefficients, intercept first, by another method: BFGS on the penalised likelihood."""
    design = np.column_stack([np.ones(len(outcome)), features])

    def loss(beta: Floats) -> tuple[float, Floats]:
        line = design @ beta
        shrunk = np.concatenate([[0.0], beta[1:]])
        value = np.logaddexp(0, line).sum() - outcome @ line + RIDGE / 2 * shrunk @ shrunk
        return float(value), design.T @ (expit(line) - outcome) + RIDGE * shrunk

    start = np.zeros(design.shape[1])
    found: Floats = minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-9}).x
    return found


def write_project(root: Path) -> Path:
    """The macros of the warehouse with the regressions as a model."""
    lines = [
        f"('{name}', {float(y)!r}, {', '.join(repr(float(x)) for x in features)})"
        for name, (outcome, table) in rows().items()
        for y, features in zip(outcome, table, strict=True)
    ]
    columns = ", ".join(f"cast({name} as double) as {name}" for name in ("outcome", *FEATURES))
    config = f"materialized='logistic_fits', features={list(FEATURES)}, ridge={RIDGE}"
    query = f"""{{{{ config({config}) }}}}
        select cast(fit_id as string) as fit_id, {columns}
        from (values {", ".join(lines)}) as t (fit_id, outcome, {", ".join(FEATURES)})"""
    return one_model_project(root, "fits", query)


def check(terms: list[tuple[str, str, float, int, bool]]) -> None:
    """Fail unless rows of (fit, term, coefficient, rows, converged) are the best coefficients."""
    found = {(fit, term): coefficient for fit, term, coefficient, _, _ in terms}
    expected = {
        (fit, term): value
        for fit, (outcome, features) in rows().items()
        if fit != "alike"
        for term, value in zip(("intercept", *FEATURES), best(outcome, features), strict=True)
    }
    assert set(found) == set(expected)
    for key, value in expected.items():
        assert abs(found[key] - value) < 1e-5, (key, found[key], value)
    assert all(count == 150 and converged for _, _, _, count, converged in terms)
