-- What came back of valid orders: on how many days by parcel and over the counter, and the share of the net
-- amount that was kept. A goodwill refund brings no goods back. Null where nobody tells.
with refunded as (
    select
        order_key,
        count(distinct case when returned_channel = 'parcel' then refund_date end) as parcel_return_count,
        count(distinct case when returned_channel = 'store' then refund_date end) as store_return_count,
        count(*) = count(returned_channel) as is_told,
        sum(case when coalesce(refund_kind, 'return') in ('return', 'cancellation') then refund_amount end)
            as returned_amount,
        sum(shipping_amount) as shipping_amount
    from {{ ref('fct_refunds') }}
    group by order_key
)

select
    orders.order_key,
    {%- for channel in ['parcel', 'store'] %}
    cast(case
        when refunded.is_told then refunded.{{ channel }}_return_count
        when refunded.order_key is null then {{ zero_where_delivered('refunds', 'orders.source_system') }}
    end as bigint) as {{ channel }}_return_count,
    {%- endfor %}
    cast(coalesce(refunded.shipping_amount, 0) as decimal(18, 2)) as shipping_refund_amount,
    case
        when coalesce(refunded.returned_amount, 0) >= orders.net_amount then 0
        else 1 - coalesce({{ safe_divide('refunded.returned_amount', 'orders.net_amount') }}, 0)
    end as kept_share
from {{ ref('fct_orders') }} as orders
left join refunded
    on orders.order_key = refunded.order_key
where orders.is_valid and orders.customer_id is not null
