"""The default shop, 5,000 people over 36 months with flaws, against its truth: what needs many."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from thorough import tried

from .build import TABLES, Sample, make_sample
from .forecasts import caught_by_true_parameters, coverage, coverage_of_truth, year_to_come
from .ghosts import ghosts
from .matches import share_of_events_right, strangers_on_one_customer, with_identifier
from .scores import calibration_error, told
from .win_back import expected, history, kept
from .win_back import told as chances_of_ghosts

Record = Callable[[str, object], None]
SEEDS = tried((1,), (1, 2, 3))
MODELS = (
    "+clv_customers",
    "+clv_calibration",
    "+churn_score_backtest",
    "+churn_calibration",
    "+ghost_customers",
    "+win_back_value",
)


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed {seed}")
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The shop, built as far as these tests look."""
    folder = tmp_path_factory.mktemp("default")
    sample = make_sample(folder, customers=5_000, months=36, seed=request.param)
    sample.dbt(*TABLES, "--select", *MODELS)
    return sample


def test_customers_are_people(shop: Sample, record_property: Record) -> None:
    found, right = with_identifier(shop), share_of_events_right(shop)
    record_property("figure", f"records with a shared identifier: {found}")
    record_property("figure", f"events of devices with an owner, rightly given: {right:.5f}")
    assert found.true > 10_000
    assert found.precision >= 0.999
    assert found.recall >= 0.97
    assert right >= 0.98
    assert strangers_on_one_customer(shop) == []


def test_the_year_to_come_is_near_the_truth(shop: Sample, record_property: Record) -> None:
    year, ideal = year_to_come(shop), caught_by_true_parameters(shop)
    record_property("figure", f"the year to come: {year}")
    record_property("figure", f"the same score with the true parameters catches {ideal:.3f}")
    assert abs(year.error) < 0.1
    assert year.caught >= 0.95 * ideal


def test_intervals_hold_four_of_five(shop: Sample, record_property: Record) -> None:
    held = coverage(shop)
    record_property("figure", f"80 % intervals held: {held}")
    assert len(held) == 2 * 4 + 1  # purchases and amounts of four evenings, and one discounted year
    for share in held.values():
        assert 0.75 <= share <= 0.85


def test_intervals_of_today_hold_four_of_five_true_years(
    shop: Sample, record_property: Record
) -> None:
    held = coverage_of_truth(shop)
    record_property("figure", f"80 % intervals held of what the simulator would draw: {held:.4f}")
    assert 0.75 <= held <= 0.85


def test_chances_of_churn_come_true(shop: Sample, record_property: Record) -> None:
    marts, error = told(shop), calibration_error(shop)
    score, recency = marts["all_terms", "all"], marts["recency_alone", "all"]
    record_property("figure", f"churn score, 90 days: {score}; by recency alone: {recency}")
    record_property("figure", f"its calibration error: {error:.4f}")
    assert score.brier < recency.brier
    assert score.log_loss < recency.log_loss
    assert error < 0.03


def test_most_ghosts_are_gone(shop: Sample, record_property: Record) -> None:
    found = ghosts(shop)
    record_property("figure", f"ghosts: {found}")
    assert found.precision > 0.75
    assert found.recall_of_long_gone > 0.75


def test_ghosts_come_back_as_often_as_said(shop: Sample, record_property: Record) -> None:
    known = history(shop)
    told_of, again = chances_of_ghosts(shop), expected(known, known.as_of)
    assert set(told_of) == set(again)
    for ghost, (*groups, chance) in again.items():
        assert told_of[ghost][:4] == tuple(groups)
        assert told_of[ghost][4] == pytest.approx(chance, abs=1e-12)
    promise = kept(known)
    record_property("figure", f"a year ago, {promise}")
    assert promise.ghosts > 500
    assert abs(promise.promised / promise.came - 1) < 1 / 3
