"""How near predicted value is to what the simulator knows of each person."""

from __future__ import annotations

from dataclasses import dataclass

from .build import Sample
from .profiles import PEOPLE

# The simulator knows every order; the shop knows those of walk-ins and guests to be nobody's.
YEAR = f"""
    with {PEOPLE},
    truth as (
        select customer_id, sum(expected_orders_365d) as orders,
            sum(expected_orders_365d * expected_goods_eur) as amount
        from people join truth('expected_purchases') using (person_id) group by all
    ),
    shares as (
        select count(customer_id) / count(*) as known from marts.fct_orders
        where is_valid and order_date > (select max(as_of_date) - 365 from marts.clv_customers)
    ),
    told as (
        select clv.expected_purchases_365d as predicted, clv.predicted_net_365d_amount as worth,
            truth.orders * shares.known as orders, truth.amount * shares.known as amount
        from marts.clv_customers as clv join truth using (customer_id) cross join shares
        where clv.prediction_state = 'predicted'
    ),
    placed as (
        select *, count(*) over () / 10 as tenth,
            row_number() over (order by worth desc, amount) <= tenth as is_top,
            row_number() over (order by amount desc) <= tenth as is_best
        from told
    )
    select count(*), sum(predicted), sum(orders), sum(amount) filter (is_top) / sum(amount),
        sum(amount) filter (is_best) / sum(amount)
    from placed"""


@dataclass(frozen=True)
class Year:
    """Of the customers with a prediction, the 365 days to come."""

    customers: int
    predicted: float
    expected: float
    caught: float
    """Share of the true value that the tenth with the highest prediction holds."""
    at_best: float
    """Share that the tenth with the highest true value holds."""

    @property
    def error(self) -> float:
        """Predicted purchases over true ones, less one."""
        return self.predicted / self.expected - 1

    def __str__(self) -> str:
        return (
            f"{self.predicted:.0f} purchases predicted, {self.expected:.0f} true"
            f" ({self.error:+.3f}); the top tenth holds {self.caught:.3f} of the true value,"
            f" {self.at_best:.3f} at best"
        )


def year_to_come(sample: Sample) -> Year:
    """What clv_customers predicts beside what the simulator expects."""
    ((customers, *figures),) = sample.ask(YEAR)
    return Year(int(customers), *(float(figure) for figure in figures))


def coverage(sample: Sample) -> dict[tuple[int, str], float]:
    """Share of what came that the 80 % intervals held, by days ahead and measure."""
    rows = sample.ask(
        """select horizon_days, measure, actual_share from marts.clv_calibration
        where measure <> 'no_purchase'"""
    )
    return {(days, measure): share for days, measure, share in rows}
