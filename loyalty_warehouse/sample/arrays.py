"""Small operations on arrays of which NumPy has no one-liner."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from loyalty_warehouse.sample.world import Bools, Floats, Ints, Texts


def texts(values: Sequence[object]) -> Texts:
    """An object array; None stays None."""
    array = np.empty(len(values), object)
    array[:] = values
    return array


def nothing(count: int) -> Texts:
    """Nulls."""
    return np.full(count, None, object)


def pick(rng: Generator, values: Sequence[str], count: int, weights: Sequence[float]) -> Texts:
    """Texts drawn by weight."""
    shares = np.asarray(weights, np.float64)
    return texts(values)[rng.choice(len(values), count, p=shares / shares.sum())]


def where_text(condition: Bools, values: Texts) -> Texts:
    """The values where the condition holds, else null."""
    found = nothing(len(values))
    found[condition] = values[condition]
    return found


def starts_of(sorted_groups: Ints, group_count: int) -> Ints:
    """First row of each group 0, 1, ... in a sorted array, and its length at the end."""
    return np.searchsorted(sorted_groups, np.arange(group_count + 1)).astype(np.int64)


def number_within(sorted_groups: Ints) -> Ints:
    """0, 1, 2, ... within each run of equal values."""
    if not len(sorted_groups):
        return np.zeros(0, np.int64)
    is_first = np.r_[True, sorted_groups[1:] != sorted_groups[:-1]]
    first = np.flatnonzero(is_first)
    return np.arange(len(sorted_groups)) - np.repeat(first, np.diff(np.r_[first, len(is_first)]))


def cumulative_within(sorted_groups: Ints, values: Ints | Floats) -> Ints | Floats:
    """Running sum of the values within each run of equal groups, this row included."""
    total = np.cumsum(values)
    first = np.arange(len(values)) - number_within(sorted_groups)
    return np.asarray(total - (total[first] - values[first]))


def sum_by(groups: Ints, values: Ints, group_count: int) -> Ints:
    """Exact integer sums by group."""
    totals = np.zeros(group_count, np.int64)
    np.add.at(totals, groups, values)
    return totals


def spread(sorted_groups: Ints, weights: Ints, totals: Ints) -> Ints:
    """Split whole amounts over the rows of their groups in proportion, to the last unit.

    ``totals`` has one amount a row: that of its group. The parts of a group add up exactly.
    """
    if not len(sorted_groups):
        return np.zeros(0, np.int64)
    running = np.asarray(cumulative_within(sorted_groups, weights), np.int64)
    whole = sum_by(sorted_groups, weights, int(sorted_groups.max()) + 1)[sorted_groups]
    safe = np.maximum(whole, 1)
    return running * totals // safe - (running - weights) * totals // safe


def repeat_ranges(starts: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Rows start, start + 1, ... of every range, and the number of the range of each."""
    owner = np.repeat(np.arange(len(counts)), counts)
    return np.repeat(starts, counts) + number_within(owner), owner


def one_of_each(rng: Generator, groups: Ints, rows: Ints, group_count: int) -> Ints:
    """One row a group drawn at random; -1 for a group without rows."""
    chosen = np.full(group_count, -1, np.int64)
    order = rng.permutation(len(groups))
    chosen[groups[order]] = rows[order]
    return chosen
