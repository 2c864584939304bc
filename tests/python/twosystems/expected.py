"""The marts of the two systems, worked out by hand, for two values of `as_of`.

Rows stand in any order. An amount is net of refunds by the evening of as_of where its mart says so.
"""

from __future__ import annotations

from typing import Any

Rows = list[tuple[Any, ...]]

ANA = 'Ana "the 🦊" O\'Hara'
LONG = "x" * 300
NAMED = "join marts.dim_customers as who using (customer_id)"

QUERIES = {
    "as_of": "select as_of_date::varchar, as_of_source from intermediate.int_as_of",
    # system, order, customer, why it does not count, the customer's how-manieth, refunded
    "fct_orders": f"""
        select o.source_system, order_id, who.source_system || ' ' || who.customer_record_id,
            invalid_reason, customer_order_number, refunded_amount::double
        from marts.fct_orders as o left {NAMED}""",
    # order, local date, UTC: on both sides of the night in which the clocks go forward
    "clocks": """
        select order_id, order_date::varchar, ordered_at::varchar from marts.fct_orders
        where order_id in ('1008', '1009', '1010', 'W2')""",
    # refund, order, customer, amount, the order's date, the refund's
    "fct_refunds": f"""
        select refund_id, order_id, who.customer_record_id, refund_amount::double,
            order_date::varchar, refund_date::varchar
        from marts.fct_refunds left {NAMED}""",
    # system, customer, state, valid orders, first, last
    "dim_customers": """
        select source_system, customer_record_id, purchase_state, order_count,
            first_order_date::varchar, last_order_date::varchar
        from marts.dim_customers""",
    "dim_products": "select product_id, department, is_inferred from marts.dim_products",
    # store, valid orders, first, last
    "dim_stores": """
        select store_id, time_zone, is_inferred, order_count,
            first_order_date::varchar, last_order_date::varchar
        from marts.dim_stores""",
    # system, customer, recency, orders, days with an order, net, orders and net in six months
    "rfm_current": f"""
        select who.source_system, who.customer_record_id, recency_days, frequency,
            purchase_day_count, monetary_amount::double, orders_6m_count, net_6m_amount::double
        from marts.rfm_current {NAMED}""",
    # month, S, E, N, R, C, complete
    "retention_periods": """
        select strftime(period_start_date, '%Y-%m'), start_customers, end_customers, new_customers,
            reactivated_customers, churned_customers, is_complete_period
        from marts.retention_periods where grain = 'month'""",
    # cohort, month number, customers, active, orders, net, cumulative net, rate
    "cohort_retention": """
        select strftime(cohort_month, '%Y-%m'), month_number, cohort_customers, active_customers,
            order_count, net_amount::double, cumulative_net_amount::double, retention_rate
        from marts.cohort_retention""",
    # system, customer, orders, gross, discount, refunds, net
    "clv_customers": f"""
        select who.source_system, who.customer_record_id, c.order_count,
            historic_gross_amount::double, historic_discount_amount::double,
            historic_refund_amount::double, historic_net_amount::double
        from marts.clv_customers as c {NAMED}""",
    # the lines of orders that have lines, and those orders
    "lines_to_orders": """
        select source_system, value_before::double, value_after::double
        from quality.reconciliations where entity = 'fct_order_lines to fct_orders'""",
    "unreconciled": "select * from quality.reconciliations where difference is distinct from 0",
}

# The evening of 31 March 2024: asked for, and the end of a month.
MARCH: dict[str, Rows] = {
    "as_of": [("2024-03-31", "variable")],
    "fct_orders": [
        ("till", "1001", "till C1", None, 2, 20.0),
        ("till", "1002", "till C1", None, 1, 50.0),
        ("till", "1003", None, None, None, 20.0),
        ("till", "1004", "till C2", "cancelled", None, 30.0),
        ("till", "1005", "till C2", "test", None, 0.0),
        ("till", "1006", "till C2", "staff", None, 0.0),
        ("till", "1007", "till C1", None, 3, 0.0),
        ("till", "1008", f"till {ANA}", None, 2, 0.0),
        ("till", "1009", f"till {ANA}", None, 1, 0.0),
        ("web", "1001", "web C1", None, 1, None),
        ("web", "W0", "web C3", None, 1, None),
        ("web", "W2", "web C1", None, 2, None),
        ("web", "W3", "web C3", None, 2, None),
        ("web", "W5", None, None, None, None),
    ],
    "clocks": [
        ("1009", "2024-03-30", "2024-03-30 22:30:00"),
        ("1008", "2024-03-31", "2024-03-30 23:30:00"),
        ("W2", "2024-03-31", "2024-03-31 01:30:00"),
    ],
    "fct_refunds": [
        ("R1", "1001", "C1", 20.0, "2024-01-15", "2024-02-05"),
        ("R3", "1002", "C1", 50.0, "2024-01-15", "2024-03-31"),
        ("R5", "1003", None, 20.0, "2024-02-29", "2024-03-01"),
        ("R6", "1004", "C2", 30.0, "2024-02-10", "2024-02-20"),
    ],
    "dim_customers": [
        ("till", "C1", "purchased", 3, "2024-01-15", "2024-02-29"),
        ("till", "C2", "never_purchased", 0, None, None),
        ("till", "C5", "never_purchased", 0, None, None),
        ("till", "C6", "never_purchased", 0, None, None),
        ("till", ANA, "purchased", 2, "2024-03-30", "2024-03-31"),
        ("web", "C1", "purchased", 2, "2024-02-29", "2024-03-31"),
        ("web", "C3", "purchased", 2, "2023-09-30", "2024-01-31"),
    ],
    "dim_products": [
        ("P1", "Tea", False),
        ("P2", "Coffee", False),
        ("P3", "Never sold", False),
        ("P9", None, True),
    ],
    "dim_stores": [
        ("S1", "Europe/Paris", True, 4, "2024-01-15", "2024-03-31"),
        ("S2", "Europe/Paris", True, 2, "2024-02-29", "2024-03-30"),
        ("S4", "Europe/Paris", True, 0, None, None),
    ],
    "rfm_current": [
        ("till", "C1", 31, 3, 2, 70.0, 3, 70.0),  # 90 + 50 + 0 - 20 - 50
        ("till", "C2", None, 0, 0, 0.0, 0, 0.0),
        ("till", "C5", None, 0, 0, 0.0, 0, 0.0),
        ("till", "C6", None, 0, 0, 0.0, 0, 0.0),
        ("till", ANA, 0, 2, 2, 115.0, 2, 115.0),  # 35 + 80
        ("web", "C1", 0, 2, 2, 230.0, 2, 230.0),
        ("web", "C3", 60, 2, 2, 95.0, 1, 70.0),  # 30 September is six months ago: too old
    ],
    "retention_periods": [
        ("2023-09", 0, 1, 1, 0, 0, True),
        ("2023-10", 1, 0, 0, 0, 1, True),
        ("2023-11", 0, 0, 0, 0, 0, True),
        ("2023-12", 0, 0, 0, 0, 0, True),
        ("2024-01", 0, 2, 1, 1, 0, True),  # till C1 is new, web C3 is back
        ("2024-02", 2, 2, 1, 0, 1, True),  # till C1 stays, web C1 is new
        ("2024-03", 2, 2, 1, 0, 1, True),  # web C1 stays, Ana is new
    ],
    "cohort_retention": [
        ("2023-09", 0, 1, 1, 1, 25.0, 25.0, 1.0),
        ("2023-09", 1, 1, 0, 0, 0.0, 25.0, 0.0),
        ("2023-09", 2, 1, 0, 0, 0.0, 25.0, 0.0),
        ("2023-09", 3, 1, 0, 0, 0.0, 25.0, 0.0),
        ("2023-09", 4, 1, 1, 1, 70.0, 95.0, 1.0),
        ("2023-09", 5, 1, 0, 0, 0.0, 95.0, 0.0),
        ("2023-09", 6, 1, 0, 0, 0.0, 95.0, 0.0),
        ("2024-01", 0, 1, 1, 2, 140.0, 140.0, 1.0),
        ("2024-01", 1, 1, 1, 1, -20.0, 120.0, 1.0),  # the free order of 29 February, and R1
        ("2024-01", 2, 1, 0, 0, -50.0, 70.0, 0.0),  # R3
        ("2024-02", 0, 1, 1, 1, 200.0, 200.0, 1.0),
        ("2024-02", 1, 1, 1, 1, 30.0, 230.0, 1.0),
        ("2024-03", 0, 1, 1, 2, 115.0, 115.0, 1.0),
    ],
    "clv_customers": [
        ("till", "C1", 3, 160.0, 20.0, 70.0, 70.0),
        ("till", "C2", 0, 0.0, None, None, 0.0),
        ("till", "C5", 0, 0.0, None, None, 0.0),
        ("till", "C6", 0, 0.0, None, None, 0.0),
        ("till", ANA, 2, 120.0, 5.0, 0.0, 115.0),
        ("web", "C1", 2, 230.0, None, None, 230.0),
        ("web", "C3", 2, 95.0, None, None, 95.0),
    ],
    "lines_to_orders": [("till", 220.0, 220.0)],  # 90 + 20 + 30 + 0 + 80
    "unreconciled": [],
}

# The evening of 10 May 2024: not asked for. The last order is of 30 April, the last refund of then.
MAY: dict[str, Rows] = {
    "as_of": [("2024-05-10", "data")],
    "fct_orders": [
        ("till", "1001", "till C1", None, 2, 25.0),
        ("till", "1002", "till C1", None, 1, 50.0),
        ("till", "1003", None, None, None, 20.0),
        ("till", "1004", "till C2", "cancelled", None, 30.0),
        ("till", "1005", "till C2", "test", None, 0.0),
        ("till", "1006", "till C2", "staff", None, 0.0),
        ("till", "1007", "till C1", None, 3, 0.0),
        ("till", "1008", f"till {ANA}", None, 2, 8.0),
        ("till", "1009", f"till {ANA}", None, 1, 45.0),
        ("till", "1010", f"till {LONG}", None, 1, 0.0),
        ("till", "1011", "till C1", None, 4, 10.0),
        ("till", "1012", "till C6", None, 1, 0.0),
        ("web", "1001", "web C1", None, 1, None),
        ("web", "W0", "web C3", None, 1, None),
        ("web", "W2", "web C1", None, 2, None),
        ("web", "W3", "web C3", None, 2, None),
        ("web", "W4", "web C3", None, 3, None),
        ("web", "W5", None, None, None, None),
    ],
    "clocks": [*MARCH["clocks"], ("1010", "2024-04-01", "2024-03-31 22:30:00")],
    "fct_refunds": [
        *MARCH["fct_refunds"],
        ("R2", "1001", "C1", 5.0, "2024-01-15", "2024-04-02"),
        ("R4", "1009", ANA, 45.0, "2024-03-30", "2024-04-05"),
        ("R7", "1008", ANA, 8.0, "2024-03-31", "2024-05-10"),
        ("R8", "1011", "C1", 10.0, "2024-04-20", "2024-04-20"),
    ],
    "dim_customers": [
        ("till", "C1", "purchased", 4, "2024-01-15", "2024-04-20"),
        ("till", "C2", "never_purchased", 0, None, None),
        ("till", "C4", "never_purchased", 0, None, None),
        ("till", "C5", "never_purchased", 0, None, None),
        ("till", "C6", "purchased", 1, "2024-04-10", "2024-04-10"),
        ("till", ANA, "purchased", 2, "2024-03-30", "2024-03-31"),
        ("till", LONG, "purchased", 1, "2024-04-01", "2024-04-01"),
        ("web", "C1", "purchased", 2, "2024-02-29", "2024-03-31"),
        ("web", "C3", "purchased", 3, "2023-09-30", "2024-04-30"),
    ],
    "dim_products": [*MARCH["dim_products"], ("P8", None, True)],
    "dim_stores": [
        ("S1", "Europe/Paris", True, 5, "2024-01-15", "2024-04-10"),
        ("S2", "Europe/Paris", True, 2, "2024-02-29", "2024-03-30"),
        ("S3", "Europe/Paris", True, 1, "2024-04-01", "2024-04-01"),
        ("S4", "Europe/Paris", True, 0, None, None),
    ],
    "rfm_current": [
        ("till", "C1", 20, 4, 3, 115.0, 4, 115.0),  # 90 + 50 + 0 + 60 - 25 - 50 - 10
        ("till", "C2", None, 0, 0, 0.0, 0, 0.0),
        ("till", "C4", None, 0, 0, 0.0, 0, 0.0),
        ("till", "C5", None, 0, 0, 0.0, 0, 0.0),
        ("till", "C6", 30, 1, 1, 12.0, 1, 12.0),
        ("till", ANA, 40, 2, 2, 62.0, 2, 62.0),  # 35 + 80 - 45 - 8
        ("till", LONG, 39, 1, 1, 25.0, 1, 25.0),
        ("web", "C1", 40, 2, 2, 230.0, 2, 230.0),
        ("web", "C3", 10, 3, 3, 105.0, 2, 80.0),
    ],
    "retention_periods": [
        *MARCH["retention_periods"],
        ("2024-04", 2, 4, 2, 2, 2, True),  # Ana and web C1 go, till C1 and web C3 are back
        ("2024-05", 4, 0, 0, 0, 4, False),
    ],
    "cohort_retention": [
        *[cell for cell in MARCH["cohort_retention"] if cell[0] == "2023-09"],
        ("2023-09", 7, 1, 1, 1, 10.0, 105.0, 1.0),
        ("2023-09", 8, 1, None, None, None, None, None),
        *[cell for cell in MARCH["cohort_retention"] if cell[0] == "2024-01"],
        ("2024-01", 3, 1, 1, 1, 45.0, 115.0, 1.0),  # R2 and R8 are April's
        ("2024-01", 4, 1, None, None, None, None, None),
        ("2024-02", 0, 1, 1, 1, 200.0, 200.0, 1.0),
        ("2024-02", 1, 1, 1, 1, 30.0, 230.0, 1.0),
        ("2024-02", 2, 1, 0, 0, 0.0, 230.0, 0.0),
        ("2024-02", 3, 1, None, None, None, None, None),
        ("2024-03", 0, 1, 1, 2, 115.0, 115.0, 1.0),
        ("2024-03", 1, 1, 0, 0, -45.0, 70.0, 0.0),  # R4; R7 is May's
        ("2024-03", 2, 1, None, None, None, None, None),
        ("2024-04", 0, 2, 2, 2, 37.0, 37.0, 1.0),
        ("2024-04", 1, 2, None, None, None, None, None),
    ],
    "clv_customers": [
        ("till", "C1", 4, 220.0, 20.0, 85.0, 115.0),
        ("till", "C2", 0, 0.0, None, None, 0.0),
        ("till", "C4", 0, 0.0, None, None, 0.0),
        ("till", "C5", 0, 0.0, None, None, 0.0),
        ("till", "C6", 1, 12.0, 0.0, 0.0, 12.0),  # a discount of zero was recorded
        ("till", ANA, 2, 120.0, 5.0, 53.0, 62.0),
        ("till", LONG, 1, 25.0, None, 0.0, 25.0),  # none was recorded
        ("web", "C1", 2, 230.0, None, None, 230.0),
        ("web", "C3", 3, 105.0, None, None, 105.0),
    ],
    "lines_to_orders": [("till", 257.0, 257.0)],  # and 25 + 12
    "unreconciled": [],
}
