-- A tenth by rank, so that equal values are in it together or not at all. Nobody is best who costs more
-- than he or she brings.
with customers as (
    select
        customer_id,
        as_of_date,
        case
            when
                discounted_36m_amount > 0
                and 10 * (rank() over (order by discounted_36m_amount desc) - 1) < count(*) over ()
                then 1
            else 0
        end as is_best
    from {{ ref('clv_customers') }}
    where discounted_36m_amount is not null
),

whole as (
    select
        count(*) as customer_count,
        sum(is_best) as best_count
    from customers
),

counted as (
    select
        traits.trait,
        traits.trait_value,
        count(*) as customer_count,
        sum(customers.is_best) as best_count,
        {{ safe_divide('sum(customers.is_best)', 'count(*)') }} as best_rate,
        max(customers.as_of_date) as as_of_date
    from customers
    inner join {{ ref('int_first_order_traits') }} as traits
        on customers.customer_id = traits.customer_id
    group by traits.trait, traits.trait_value
),

rated as (
    select
        counted.*,
        {{ safe_divide('counted.best_count', 'whole.best_count') }} as best_share,
        {{ safe_divide('counted.customer_count', 'whole.customer_count') }} as customer_share,
        {{ safe_divide('whole.best_count', 'whole.customer_count') }} as overall_best_rate,
        {{ wilson('counted.best_rate', 'counted.customer_count', '-') }} as low_rate,
        {{ wilson('counted.best_rate', 'counted.customer_count', '+') }} as high_rate
    from counted
    cross join whole
)

select
    trait,
    trait_value,
    customer_count,
    cast(best_count as bigint) as best_count,
    customer_share,
    best_share,
    best_rate,
    overall_best_rate,
    best_rate / overall_best_rate as lift,
    low_rate / overall_best_rate as lift_low,
    high_rate / overall_best_rate as lift_high,
    customer_count >= 30 and (low_rate > overall_best_rate or high_rate < overall_best_rate) as is_clear,
    as_of_date
from rated
where overall_best_rate > 0
