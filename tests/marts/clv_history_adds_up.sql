-- The brands and the channels of a cohort make up the whole, in every month of life; its orders are not more
-- than its customers have made.
with summed as (
    select
        slice_kind,
        cohort_month,
        month_of_life,
        sum(customer_count) as customer_count,
        sum(cumulative_order_count) as order_count,
        sum(cumulative_gross_amount) as gross_amount,
        sum(cumulative_net_amount) as net_amount,
        sum(cumulative_booked_net_amount) as booked_net_amount,
        coalesce(sum(cumulative_margin_amount), 0) as margin_amount
    from {{ ref('clv_history') }}
    group by slice_kind, cohort_month, month_of_life
),

kinds as (
    select 'brand' as slice_kind
    union all
    select 'channel' as slice_kind
),

cohorts as (
    select
        {{ period_start('month', 'first_order_date') }} as cohort_month,
        count(*) as customer_count,
        sum(order_count) as order_count
    from {{ ref('int_customer_orders') }}
    group by {{ period_start('month', 'first_order_date') }}
)

select
    kinds.slice_kind,
    whole.cohort_month,
    whole.month_of_life
from summed as whole
cross join kinds
left join summed as parts
    on
        kinds.slice_kind = parts.slice_kind
        and whole.cohort_month = parts.cohort_month
        and whole.month_of_life = parts.month_of_life
left join cohorts
    on whole.cohort_month = cohorts.cohort_month
where
    whole.slice_kind = 'all'
    and not coalesce(
        whole.customer_count = parts.customer_count
        and whole.order_count = parts.order_count
        and whole.gross_amount = parts.gross_amount
        and whole.net_amount = parts.net_amount
        and whole.booked_net_amount = parts.booked_net_amount
        and whole.booked_net_amount >= whole.net_amount
        and whole.margin_amount = parts.margin_amount
        and whole.customer_count = cohorts.customer_count
        and whole.order_count <= cohorts.order_count,
        false
    )
