-- Customers by predicted value, highest first, cut at the shares of the seed. Equal values share the best of
-- their places, so they share the segment.
with shares as (
    select
        value_segment,
        up_to_share,
        coalesce(lag(up_to_share) over (order by place), 0) as from_share
    from {{ ref('value_segment_shares') }}
),

customers as (
    select
        *,
        cast(rank() over (order by discounted_12m_amount desc) as bigint) as value_rank,
        cast(count(*) over () as bigint) as customer_count
    from {{ ref('clv_customers') }}
    where discounted_12m_amount is not null
)

select
    customers.customer_id,
    shares.value_segment,
    customers.value_measure,
    customers.value_rank,
    {{ safe_divide('customers.value_rank - 1', 'customers.customer_count') }} as place_share,
    customers.discounted_12m_amount,
    customers.discounted_36m_amount,
    customers.historic_net_amount,
    customers.p_no_purchase_365d,
    customers.is_better_than_naive,
    customers.as_of_date
from customers
-- Whole places and decimal shares, for a double would not meet a limit exactly.
inner join shares
    on
        customers.value_rank - 1 >= shares.from_share * customers.customer_count
        and customers.value_rank - 1 < shares.up_to_share * customers.customer_count
