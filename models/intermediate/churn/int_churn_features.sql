-- What was known of a customer on the evening of each month's end and of as_of, and nothing that came later.
-- What no system delivers is null, not none.
{% set touch_entities = touch_kinds().values() | unique | reject('equalto', 'orders') | list %}
select
    evenings.customer_id,
    cast(evenings.order_count as bigint) as order_count,
    cast(evenings.order_6m_count as bigint) as orders_6m_count,
    cast(evenings.net_6m_amount as decimal(18, 2)) as net_6m_amount,
    {{ days_between('customer_orders.first_order_date', 'evenings.described_date') }} as customer_age_days,
    {{ days_between('evenings.last_order_date', 'evenings.described_date') }} as days_since_last_order,
    coalesce(gaps.gap_count, 0) as gap_count,
    gaps.median_gap_days,
    {{ count_where_delivered('touches.touch_90d_count', touch_entities) }} as touch_90d_count,
    {{ count_where_delivered('touches.touch_before_90d_count', touch_entities) }} as touch_before_90d_count,
    answers.last_nps_score,
    {{ count_where_delivered('tickets.open_ticket_count', ['tickets']) }} as open_ticket_count,
    {{ count_where_delivered('carts.abandoned_cart_count', ['checkouts']) }} as abandoned_cart_count,
    returns.returned_6m_count,
    returns.returned_count,
    {{ safe_divide('returns.returned_6m_count', 'returns.order_6m_count') }} as returned_share_6m,
    {{ safe_divide(
        'returns.returned_count - returns.returned_6m_count',
        'returns.order_count - returns.order_6m_count',
    ) }} as returned_share_before,
    {{ count_where_delivered('consents.is_opted_out', ['consents'], missing='false') }} as is_opted_out,
    evenings.is_month_end,
    evenings.is_current,
    customer_orders.first_order_date,
    evenings.last_order_date,
    consents.opted_out_date,
    answers.last_nps_date,
    tickets.oldest_open_ticket_date,
    carts.abandoned_cart_date,
    evenings.described_date
from {{ ref('int_rfm_figures') }} as evenings
inner join {{ ref('int_customer_orders') }} as customer_orders
    on evenings.customer_id = customer_orders.customer_id
{%- for known in ['gaps', 'touches', 'consents', 'answers', 'tickets', 'carts', 'returns'] %}
left join {{ ref('int_churn_' ~ known) }} as {{ known }}
    on
        evenings.customer_id = {{ known }}.customer_id
        and evenings.described_date = {{ known }}.described_date
{%- endfor %}
