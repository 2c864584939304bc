"""How near predicted value is to what the simulator knows of each person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from oracle.predictions import Parameters, expected, spend
from scipy.stats import beta, gamma  # type: ignore[import-untyped]

from .build import Sample
from .profiles import PEOPLE

WEEKS_A_YEAR = 365.25 / 7

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


def caught_by_true_parameters(sample: Sample) -> float:
    """Share of the true value in the tenth that BG/NBD and Gamma-Gamma place highest, by the truth.

    Their parameters are not fitted to purchases but to what the simulator drew for each person:
    rates of buying and of stopping, and the value of an order.
    """
    with sample.connected() as connection:
        table = connection.execute(
            sample.with_truth(
                f"""with {PEOPLE}, truth as (
                    select customer_id, sum(expected_orders_365d * expected_goods_eur) as amount
                    from people join truth('expected_purchases') using (person_id) group by all)
                select summaries.repeat_purchase_day_count::double as x,
                    summaries.first_to_last_purchase_weeks as t_x,
                    summaries.customer_age_weeks as t,
                    mean_repeat_day_amount::double as m, truth.amount
                from intermediate.int_purchase_summaries as summaries
                join marts.clv_customers as clv using (customer_id)
                join truth using (customer_id)
                where described_date = clv.as_of_date and clv.prediction_state = 'predicted'"""
            )
        ).df()
    fit = true_parameters(sample)
    worth = expected(table, fit, False, 365) * spend(table, fit)
    best = worth.sort_values(ascending=False, kind="stable").index[: len(table) // 10]
    return float(table.loc[best, "amount"].sum() / table["amount"].sum())


def true_parameters(sample: Sample) -> Parameters:
    """r, alpha (weeks), a, b of BG/NBD and q, v (EUR) of Gamma-Gamma, of the simulated buyers.

    A person who buys and stops at steady rates stops after a purchase with the chance of stopping
    before the next one. How far a person's orders differ (p) is the one figure that is fitted.
    """
    with sample.connected() as connection:
        people: pd.DataFrame = connection.execute(
            sample.with_truth(
                """select purchase_rate, dropout_rate, spend_level / 100 as spend
                from truth('people') where is_buyer"""
            )
        ).df()
        ((within,),) = connection.execute(
            """select max_by(estimate, described_date) from intermediate.int_value_fits
            where model = 'gamma_gamma' and pool = 'all' and parameter = 'p'"""
        ).fetchall()
    rate, stop = people["purchase_rate"], people["dropout_rate"]
    r, _, scale = gamma.fit(rate / WEEKS_A_YEAR, floc=0)
    a, b, *_ = beta.fit(stop / (stop + rate), floc=0, fscale=1)
    q, _, per_v = gamma.fit(within / people["spend"], floc=0)
    return {"r": r, "alpha": 1 / scale, "a": a, "b": b, "p": within, "q": q, "v": 1 / per_v}


def coverage(sample: Sample) -> dict[tuple[int, str], float]:
    """Share of what came that the 80 % intervals held, by days ahead and measure."""
    rows = sample.ask(
        """select horizon_days, measure, actual_share from marts.clv_calibration
        where measure <> 'no_purchase'"""
    )
    return {(days, measure): share for days, measure, share in rows}


# Orders of a person's year come as by a Poisson process until the person stops; refills, which
# come more regularly, are drawn so too.
LIVES = f"""
    with {PEOPLE},
    shares as (
        select count(customer_id) / count(*) as known from marts.fct_orders
        where is_valid and order_date > (select max(as_of_date) - 365 from marts.clv_customers)
    )
    select customer_id, people.dropout_rate as dropout_rate,
        truth.expected_orders_365d * shares.known as orders
    from people join truth('expected_purchases') as truth using (person_id)
    join marts.clv_customers as clv using (customer_id) cross join shares
    where clv.prediction_state = 'predicted' order by customer_id"""
DRAWN_CHANCES = """
    select alive.*, chances.*, drawn.bought
    from drawn
    join intermediate.int_value_forecasts as now using (customer_id)
    join intermediate.int_purchase_activity as alive
        using (described_date, model, pool_key, x, t_x, t)
    left join intermediate.int_purchase_chances as chances
        on chances.described_date = now.described_date and chances.model = now.model
        and chances.pool_key = now.pool_key and chances.x = now.x and chances.t = now.t
        and chances.horizon_kind = 'horizon' and chances.purchase_count = drawn.bought
    where now.is_current"""


def coverage_of_truth(sample: Sample) -> float:
    """Share of the years that the simulator would draw which the 80 % intervals of today hold.

    Of a number at an end of an interval the part counts that lies within (as if by lot), as in
    clv_calibration. The year is drawn ten times for each customer.
    """
    draw = np.random.default_rng(1)
    with sample.connected() as connection:
        lives: pd.DataFrame = connection.execute(sample.with_truth(LIVES)).df()
        lives = pd.concat([lives] * 10, ignore_index=True)
        stops = np.maximum(lives["dropout_rate"].to_numpy(), 1e-9)
        years = np.minimum(draw.exponential(1 / stops), 1.0)
        share = years * stops / -np.expm1(-stops)
        drawn = lives.assign(bought=draw.poisson(lives["orders"].to_numpy() * share))
        connection.register("drawn", drawn[["customer_id", "bought"]])
        table: pd.DataFrame = connection.execute(DRAWN_CHANCES).df()
    assert len(table) == len(lives) > 10_000
    none = (table["bought"] == 0).to_numpy(float)
    points = range(1, 9)
    alive = np.array([table[f"alive_{point}"] for point in points])
    chance = none + np.mean(
        alive * (np.array([table[f"chance_{point}"] for point in points]) - none), axis=0
    )
    up_to = 1 - np.mean(
        alive * (1 - np.array([table[f"up_to_{point}"] for point in points])), axis=0
    )
    # Where the model gives a number no chance, it lies in no interval.
    within = np.minimum(up_to, 0.9) - np.maximum(up_to - chance, 0.1)
    held = np.maximum(within, 0) / np.where(chance > 0, chance, np.nan)
    return float(np.nan_to_num(held).mean())
