"""From raw files to the facts the definitions speak about: orders, customers, engagements."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

MONEY = ("gross", "promotion_discount", "coupon_discount", "net", "third_party_discount")


@dataclass(frozen=True)
class Shop:
    """What one shop's raw files say.

    Attributes:
        orders: one row an order: order_id, customer (text or None), channel, order_date,
            ordered_at, is_valid, line_count, item_quantity and the ``MONEY`` columns in integer
            cents.
        categories: one row an order and category of its lines: order_id, category and net in
            cents; none where the source has no lines.
        traces: one row a trace of a customer: customer, traced_date (NaT when undated).
        records_discounts: whether the source tells discounts; if not, they are null in the marts.
        entities: the conformed entities that the source delivers.
    """

    orders: pd.DataFrame
    categories: pd.DataFrame
    traces: pd.DataFrame
    records_discounts: bool
    entities: frozenset[str]

    def last_order_date(self) -> date:
        """Return the last local order date in the data: the default as_of."""
        return pd.Timestamp(self.orders["order_date"].max()).date()

    def until(self, as_of: date) -> "Shop":
        """Return the shop as its raw files stood on the evening of ``as_of``."""
        evening = pd.Timestamp(as_of)
        dated = self.traces["traced_date"]
        return replace(
            self,
            orders=self.orders[self.orders["order_date"] <= evening],
            traces=self.traces[dated.isna() | (dated <= evening)],
        )

    def customers(self, as_of: date) -> list[str]:
        """Return the customers known on the evening of ``as_of``, sorted.

        Known: a dated trace is not later than ``as_of``, or a trace has no date (it was always
        there).
        """
        dated = self.traces["traced_date"]
        known = self.traces[dated.isna() | (dated <= pd.Timestamp(as_of))]
        return sorted(known["customer"].unique())

    def purchases(self, as_of: date) -> pd.DataFrame:
        """Return the valid orders up to ``as_of`` that have a customer: the base of the marts."""
        orders = self.until(as_of).orders
        return orders[orders["is_valid"] & orders["customer"].notna()]


def cents(amount: str) -> int:
    """Return a decimal amount as integer cents; raises ``ValueError`` on fractions of a cent."""
    scaled = Decimal(amount) * 100
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} holds more than whole cents")
    return int(scaled)


def cdnow_shop(purchases: pd.DataFrame) -> Shop:
    """Return the shop of a log in CDNOW's shape (every column but ``_line`` as text).

    One row is one order, identical rows too; an order of value zero is valid. A row that names no
    customer (null or blank) has no key: it is quarantined and is no order.
    """
    named = purchases["customer_id"].fillna("").astype(str).str.strip() != ""
    purchases = purchases[named]
    day = pd.to_datetime(purchases["date"], format="%Y%m%d")
    amount = purchases["dollar_value"].map(cents).astype("int64")
    orders = pd.DataFrame(
        {
            "order_id": purchases["_line"].astype(str),
            "customer": purchases["customer_id"].astype(object),
            "channel": "web",
            "order_date": day,
            "ordered_at": day,
            "is_valid": True,
            "line_count": 1,
            "item_quantity": purchases["number_of_cds"].astype("int64"),
            **{name: amount if name in ("gross", "net") else 0 for name in MONEY},
        }
    )
    no_lines = orders.assign(category="")[["order_id", "category", "net"]].iloc[:0]
    return Shop(orders, no_lines, order_traces(orders), False, frozenset({"orders"}))


def complete_journey_shop(folder: Path, time_zone: str = "America/New_York") -> Shop:
    """Return the Complete Journey shop from the Parquet files in ``folder``.

    One basket is one order on the shop's local date; a basket of net 0 is no valid order.
    """
    lines = _read(folder, "transactions")
    in_cents = {
        name: np.rint(lines[name] * 100).astype("int64")
        for name in ("sales_value", "retail_disc", "coupon_match_disc", "coupon_disc")
    }
    facts = pd.DataFrame(
        {
            "order_id": lines["basket_id"].astype(str),
            "customer": lines["household_id"].astype(str),
            "ordered_at": lines["transaction_timestamp"],
            "line_count": 1,
            "item_quantity": lines["quantity"],
            "gross": in_cents["sales_value"]
            + in_cents["retail_disc"]
            + in_cents["coupon_match_disc"],
            "promotion_discount": in_cents["retail_disc"],
            "coupon_discount": in_cents["coupon_match_disc"],
            "net": in_cents["sales_value"],
            "third_party_discount": in_cents["coupon_disc"],
        }
    )
    summed = ["line_count", "item_quantity", *MONEY]
    orders = facts.groupby(["order_id", "customer", "ordered_at"], as_index=False)[summed].sum()
    local = orders["ordered_at"].dt.tz_localize("UTC").dt.tz_convert(time_zone)
    orders["order_date"] = local.dt.tz_localize(None).dt.normalize()
    orders["is_valid"] = orders["net"] != 0
    orders["channel"] = "store"
    return Shop(
        orders,
        _journey_categories(facts.assign(product_id=lines["product_id"].astype(str)), folder),
        pd.concat([order_traces(orders), _journey_traces(folder)]),
        True,
        frozenset({"orders", "order_lines", "customer_records"}),
    )


def _journey_categories(lines: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Return what each order spent in each category; a line of no units and no money is none."""
    products = _read(folder, "products")
    category = dict(
        zip(products["product_id"].astype(str), products["product_category"], strict=True)
    )
    bought = lines[(lines["item_quantity"] != 0) | (lines["net"] != 0)]
    named = bought.assign(category=bought["product_id"].map(category))
    return named.groupby(["order_id", "category"], as_index=False)[["net"]].sum()


def _read(folder: Path, table: str) -> pd.DataFrame:
    with duckdb.connect() as connection:
        return connection.read_parquet(str(folder / f"{table}.parquet")).df()


def _journey_traces(folder: Path) -> pd.DataFrame:
    """Return the traces of households outside the transactions."""
    demographics = _read(folder, "demographics")
    campaigns = _read(folder, "campaign_descriptions")
    sends = _read(folder, "campaigns").merge(campaigns, on="campaign_id")
    redemptions = _read(folder, "coupon_redemptions")
    parts = [
        (demographics["household_id"], pd.Series(pd.NaT, demographics.index)),
        (sends["household_id"], sends["start_date"]),
        (redemptions["household_id"], redemptions["redemption_date"]),
    ]
    return pd.concat(
        pd.DataFrame({"customer": who.astype(str), "traced_date": when}) for who, when in parts
    )


def order_traces(orders: pd.DataFrame) -> pd.DataFrame:
    """Return the traces that orders leave."""
    bought = orders[orders["customer"].notna()]
    return pd.DataFrame({"customer": bought["customer"], "traced_date": bought["order_date"]})
