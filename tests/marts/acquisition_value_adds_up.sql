-- Every customer who ever bought came by one channel and one campaign, and no cost is lost or counted twice.
with counted as (
    select
        level,
        sum(customer_count) as customer_count,
        sum(coalesce(spend_amount, 0) + coalesce(unsaid_spend_amount, 0)) as spend_amount
    from {{ ref('acquisition_value') }}
    group by level
),

customers as (
    select count(*) as customer_count from {{ ref('int_first_orders') }}
),

-- Where a day has no exchange rate, the cost of its months is not known.
spend as (
    select
        coalesce(sum(spend.reporting_spend_amount), 0) as spend_amount,
        count(*) = count(spend.reporting_spend_amount) as is_known
    from {{ ref('marketing_spend') }} as spend
    inner join {{ ref('int_as_of') }} as as_of
        on spend.spend_date <= as_of.as_of_date
    where spend.motion = 'acquire' or spend.motion is null
)

select
    counted.level,
    counted.customer_count,
    counted.spend_amount
from counted
cross join customers
cross join spend
where
    counted.customer_count <> customers.customer_count
    or (spend.is_known and counted.spend_amount <> spend.spend_amount)
