"""What dbt says of a failure, told in a line."""

from __future__ import annotations

from loyalty_warehouse.dbt_messages import one_line

REFUSED = """Compilation Error in model orders (models/conformed/orders.sql)
  System 'acme' breaks the contract of entity 'orders': column 'order_date' is missing.

  > in macro refuse_delivery (macros/conformed/check_delivery.sql)
  > called by macro check_delivery (macros/conformed/check_delivery.sql)
  > called by model orders (models/conformed/orders.sql)"""
UNDEFINED = """Compilation Error in model orders (models/conformed/orders.sql)
  'to_uct' is undefined. This can happen when calling a macro that does not exist.

  > in macro conform (macros/conformed/conform.sql)
  > called by model orders (models/conformed/orders.sql)"""


def test_a_refusal_of_ours_is_one_sentence() -> None:
    assert one_line(REFUSED) == (
        "System 'acme' breaks the contract of entity 'orders': column 'order_date' is missing."
    )


def test_another_error_keeps_its_model_and_loses_the_trail() -> None:
    assert one_line(UNDEFINED) == (
        "Compilation Error in model orders (models/conformed/orders.sql) 'to_uct' is undefined. "
        "This can happen when calling a macro that does not exist."
    )


def test_an_error_of_the_engine_stays_as_it_is() -> None:
    error = (
        "Runtime Error in model x (models/x.sql)\n  Binder Error: a > b\n  compiled code at y.sql"
    )
    assert one_line(error) == "Runtime Error in model x (models/x.sql) Binder Error: a > b"


def test_amounts_that_no_sum_holds_are_looked_for_where_they_landed() -> None:
    error = (
        "Runtime Error in model raw_count_days (models/quality/raw_count_days.sql)\n"
        '  Conversion Error: Casting value "20000000000158700.33" to type DECIMAL(18,2) failed: '
        "value is out of range!\n\n  LINE 59: cast(sum(amount) as decimal(18, 2))\n           ^"
    )
    assert one_line(error) == (
        "Runtime Error in model raw_count_days (models/quality/raw_count_days.sql) "
        "Amounts add up to more than 9,999,999,999,999,999.99 here, so one that landed cannot be "
        "right: look for the largest amounts in the raw tables and correct them there."
    )
