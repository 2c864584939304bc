-- What a purchase day of those who came back costs where they all spend alike: the limit of Gamma-Gamma, in
-- which every customer has the mean of the shop, p from how far their means are off it, and q beyond all
-- that a customer's own days tell. They are alike if these deviations shrink with the number of days as
-- those of one Gamma(p) do: beyond two standard deviations of the score it is not by chance. Where all have
-- as many days nothing tells that, unless every day costs the same: p then has no end.
with seen as (
    select
        described_date,
        mean_repeat_day_amount as amount,
        cast(repeat_purchase_day_count as double) as x
    from {{ ref('int_purchase_summaries') }}
    where repeat_purchase_day_count > 0 and mean_repeat_day_amount > 0
),

means as (
    select
        described_date,
        -- Cents: their sum is the same in any order.
        cast(sum(cast(x * amount as decimal(18, 2))) as double) / sum(x) as mean_amount
    from seen
    group by described_date
),

summed as (
    select
        seen.described_date,
        count(*) as customer_count,
        max(means.mean_amount) as mean_amount,
        min(seen.x) as least_x,
        max(seen.x) as most_x,
        sum(seen.x) as x,
        sum(seen.x * seen.x) as xx,
        sum(seen.x * power(seen.amount / means.mean_amount - 1, 2)) as squares,
        sum(power(seen.x * (seen.amount / means.mean_amount - 1), 2)) as squares_by_x
    from seen
    inner join means
        on seen.described_date = means.described_date
    group by seen.described_date
),

shaped as (
    select
        *,
        round(customer_count / greatest(squares, customer_count / cast(1e6 as double)), 9) as p,
        cast(1e15 as double) as q
    from summed
)

select
    described_date,
    customer_count,
    mean_amount,
    p,
    q,
    mean_amount * (q - 1) / p as v,
    customer_count >= 30
    and (most_x > least_x or p = cast(1e6 as double))
    and p * p * squares_by_x - p * x <= 2 * sqrt(2 * p * p * xx + 6 * p * x) as is_alike
from shaped
