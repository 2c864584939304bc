"""The comparison itself: it must find what is wrong, or the other suites prove nothing."""

from datetime import date

import pandas as pd
import pytest
from oracle.compare import Row, differences, expected_rows
from oracle.dates import add_months, month_number, period_end, period_start, periods
from oracle.shop import cents

ROW: Row = {"grain": "month", "period_start_date": date(2024, 1, 1), "churn_rate": 0.25}


def test_equal_rows_have_no_difference() -> None:
    assert differences("retention_periods", [ROW], [dict(ROW)]) == []


@pytest.mark.parametrize(
    ("actual", "column"),
    [
        pytest.param([], "(row)", id="missing"),
        pytest.param([ROW, {**ROW, "grain": "year"}], "(row)", id="unexpected"),
        pytest.param([ROW, ROW], "(row)", id="twice"),
        pytest.param([{**ROW, "churn_rate": 0.25 + 1e-8}], "churn_rate", id="other"),
        pytest.param([{**ROW, "churn_rate": None}], "churn_rate", id="null"),
    ],
)
def test_every_disagreement_is_found(actual: list[Row], column: str) -> None:
    (found,) = differences("retention_periods", [ROW], actual)
    assert found.column == column


def test_a_zero_is_not_a_null_and_not_a_false() -> None:
    rows = [{"customer": "1", "monetary_amount": value} for value in (0, None)]
    assert differences("rfm_current", rows[:1], rows[1:]) != []
    assert differences("rfm_current", rows[1:], rows[:1]) != []
    flag = [{"customer": "1", "is_vip": False}]
    assert differences("rfm_current", flag, [{"customer": "1", "is_vip": None}]) != []


def test_a_float_tolerates_rounding_only() -> None:
    near = {**ROW, "churn_rate": 0.25 * (1 + 1e-12)}
    assert differences("retention_periods", [ROW], [near]) == []


def test_expected_rows_are_plain_values() -> None:
    table = pd.DataFrame(
        {"customer": ["1"], "recency_days": [float("nan")], "last_order_date": [pd.NaT]}
    )
    assert expected_rows("rfm_current", table) == [
        {"customer": "1", "recency_days": None, "last_order_date": None}
    ]


def test_months_are_calendar_months() -> None:
    assert add_months(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert add_months(date(2022, 8, 31), 6) == date(2023, 2, 28)
    assert add_months(date(2024, 2, 29), -12) == date(2023, 2, 28)
    assert period_start(date(2024, 5, 31), "quarter") == date(2024, 4, 1)
    assert period_end(date(2024, 1, 1), "year") == date(2024, 12, 31)
    assert periods(date(2023, 12, 31), date(2024, 2, 1), "month") == [
        date(2023, 12, 1),
        date(2024, 1, 1),
        date(2024, 2, 1),
    ]
    assert month_number(date(2023, 12, 1), date(2024, 2, 1)) == 2


def test_cents_are_exact() -> None:
    assert cents("9999999999999999.99") == 999_999_999_999_999_999
    with pytest.raises(ValueError, match="whole cents"):
        cents("0.001")
