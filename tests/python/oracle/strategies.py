"""Random small shops in the raw shape of CDNOW, with the inputs that break definitions."""

from datetime import date, timedelta
from typing import Any, TypeAlias

import pandas as pd
from hypothesis import strategies as st

from .dates import add_months

Evening: TypeAlias = tuple[pd.DataFrame, date]
NOBODY = [None, "", "  "]
CUSTOMERS = ["00001", "00002", "00003", "O'Neil", 'say "hi"', "a;b,c", "Zoë", "🛒", "null", "-1"]
FIRST_DAY = date(2022, 12, 1)
LAST_DAY = date(2024, 12, 31)
TRICKY_DAYS = [
    date(2023, 1, 31),
    date(2023, 2, 28),
    date(2023, 8, 31),
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 3, 31),
    date(2024, 8, 29),
    date(2024, 8, 31),
]
AMOUNTS = ["0", "0.00", "0.01", "11.77", "12.5", "100.00", "500.00", "500.01", "9999999999.99"]

days = st.one_of(st.sampled_from(TRICKY_DAYS), st.dates(FIRST_DAY, LAST_DAY))
amounts = st.one_of(
    st.sampled_from(AMOUNTS),
    st.integers(0, 10**6).map(lambda cents: f"{cents // 100}.{cents % 100:02d}"),
)
buyers = st.one_of(*[st.sampled_from(CUSTOMERS)] * 5, st.sampled_from(NOBODY))
purchase_rows = st.tuples(buyers, days, st.integers(1, 9), amounts)


@st.composite
def busy_customers(draw: st.DrawFn) -> list[Any]:
    """Draw one customer's orders a few days apart: the ones that come near the VIP rule."""
    customer = draw(st.sampled_from(CUSTOMERS))
    start = draw(days)
    gaps = draw(st.lists(st.integers(0, 60), min_size=3, max_size=6))
    amount = draw(st.sampled_from(["100.00", "125.00", "125.01", "166.67", "250.00"]))
    moments = [start + timedelta(days=sum(gaps[:index])) for index in range(len(gaps))]
    return [(customer, moment, 1, amount) for moment in moments]


@st.composite
def shops(draw: st.DrawFn) -> pd.DataFrame:
    """Draw the raw purchases of a shop of 0 to about 40 orders; ties and equal rows are common."""
    rows = draw(st.lists(purchase_rows, max_size=24))
    for more in draw(st.lists(busy_customers(), max_size=3)):
        rows = rows + more
    repeated = draw(st.lists(st.sampled_from(rows), max_size=3)) if rows else []
    return raw_purchases(rows + repeated)


def raw_purchases(rows: list[Any]) -> pd.DataFrame:
    """Return (customer, date, number of CDs, dollar value) rows in the raw shape of CDNOW."""
    return pd.DataFrame(
        {
            "_line": pd.Series(range(1, len(rows) + 1), dtype="int64"),
            "customer_id": pd.Series([row[0] for row in rows], dtype=object),
            "date": pd.Series([row[1].strftime("%Y%m%d") for row in rows], dtype=object),
            "number_of_cds": pd.Series([str(row[2]) for row in rows], dtype=object),
            "dollar_value": pd.Series([row[3] for row in rows], dtype=object),
        }
    )


as_of_dates = st.one_of(
    st.sampled_from(TRICKY_DAYS),
    st.dates(FIRST_DAY - timedelta(days=40), LAST_DAY + timedelta(days=400)),
)


@st.composite
def evenings(draw: st.DrawFn) -> Evening:
    """Draw a shop and an as_of, half of the time right at a limit counted from an order."""
    purchases = draw(shops())
    if purchases.empty or draw(st.booleans()):
        return purchases, draw(as_of_dates)
    text = draw(st.sampled_from(sorted(set(purchases["date"]))))
    ordered = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    limit = draw(
        st.one_of(
            st.sampled_from([0, 29, 30, 60]).map(lambda days: ordered + timedelta(days=days)),
            st.sampled_from([3, 6]).map(lambda months: add_months(ordered, months)),
        )
    )
    return purchases, limit + timedelta(days=draw(st.sampled_from([-1, 0, 0, 1])))
