-- Customers by predicted value, highest first, cut at the shares of the seed. Equal values share the best of
-- their places, so they share the segment. Who brings nothing, or less, is in the last one.
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
),

placed as (
    select
        *,
        case when discounted_12m_amount <= 0 then customer_count else value_rank end - 1 as place
    from customers
)

select
    placed.customer_id,
    shares.value_segment,
    placed.value_measure,
    placed.value_rank,
    {{ safe_divide('placed.value_rank - 1', 'placed.customer_count') }} as place_share,
    placed.discounted_12m_amount,
    placed.discounted_36m_amount,
    placed.historic_net_amount,
    placed.p_no_purchase_365d,
    placed.is_better_than_naive,
    placed.as_of_date
from placed
-- Whole places and decimal shares, for a double would not meet a limit exactly.
inner join shares
    on
        placed.place >= shares.from_share * placed.customer_count
        and placed.place < shares.up_to_share * placed.customer_count
