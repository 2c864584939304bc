"""Whose a left cart is, and whether it was bought after all: told again from e-mail addresses."""

from __future__ import annotations

import pandas as pd
import pytest

from .build import TABLES, Sample, make_sample

KNOWN = """
    select lower(trim(identifier_value)) as email, customer_id
    from conformed.identity_signals as signals
    join intermediate.int_customer_map as customers
        on customers.source_system = signals.source_system
        and customers.record_type = signals.record_type
        and customers.customer_record_id = signals.record_id
    where identifier_kind = 'email'
    union
    select lower(trim(email)), customer_id
    from conformed.customer_records
    join intermediate.int_customer_map using (customer_record_key)
    where email is not null"""
CARTS = """
    select carts.*, lower(trim(checkouts.email)) as email, checkouts.customer_record_key,
        checkouts.order_id
    from marts.abandoned_carts as carts
    join conformed.checkouts using (source_system, checkout_id)"""
ORDERS = "select customer_id, ordered_at, order_date from marts.fct_orders where is_valid"
DAYS = 7


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A shop without flaws, built as far as the carts."""
    folder = tmp_path_factory.mktemp("carts")
    sample = make_sample(folder, customers=400, months=12, seed=1, flaws=False)
    sample.dbt(*TABLES, "--select", "+abandoned_carts")
    return sample


def told(shop: Sample, query: str) -> pd.DataFrame:
    """What a query gives."""
    with shop.connected() as connection:
        return connection.execute(query).df()


def test_a_guests_cart_is_the_customers_of_its_address(shop: Sample) -> None:
    carts, owners = told(shop, CARTS), told(shop, KNOWN)
    owners = owners.groupby("email").customer_id.agg(["min", "nunique"])
    guests = carts[carts.customer_record_key.isna() & carts.order_id.isna()]
    owners = owners[owners["nunique"] == 1].rename(columns={"min": "owner"})
    known = guests.merge(owners, left_on="email", right_index=True)
    assert len(known) > 0.8 * len(guests) > 20
    assert (known.customer_id == known.owner).all()


def test_later_orders_of_the_customer_recover_a_cart(shop: Sample) -> None:
    carts, orders = told(shop, CARTS), told(shop, ORDERS)
    carts = carts[carts.order_id.isna() & carts.customer_id.notna()]
    pairs = carts.merge(orders, on="customer_id")
    days = (pd.to_datetime(pairs.order_date) - pd.to_datetime(pairs.abandoned_date)).dt.days
    bought = pairs[(pairs.ordered_at > pairs.abandoned_at) & (days <= DAYS)]
    is_recovered = carts.checkout_id.isin(bought.checkout_id) | (carts.recovered_by == "checkout")
    is_over = (pd.to_datetime(carts.as_of_date) - pd.to_datetime(carts.abandoned_date)).dt.days
    state = (is_over >= DAYS).map({True: "final", False: "open"}).mask(is_recovered, "recovered")
    assert (carts.cart_state == state).all()
    assert set(state) == {"recovered", "final", "open"}
    assert (is_recovered & carts.customer_record_key.isna()).any()
