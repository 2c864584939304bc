-- Every predicted customer has one value of each trait.
with predicted as (
    select count(*) as customer_count
    from {{ ref('clv_customers') }}
    where discounted_36m_amount is not null
),

summed as (
    select
        trait,
        sum(customer_count) as customer_count,
        sum(customer_share) as customer_share,
        sum(best_share) as best_share
    from {{ ref('best_customer_traits') }}
    group by trait
)

select
    summed.trait,
    summed.customer_count
from summed
cross join predicted
where
    summed.customer_count <> predicted.customer_count
    or abs(summed.customer_share - 1) > 1e-9
    or abs(summed.best_share - 1) > 1e-9
