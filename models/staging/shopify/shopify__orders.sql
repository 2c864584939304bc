{%- set facts = [
    'line_count', 'item_quantity', 'brand', 'coupon_codes', 'payment_method', 'goods_tax_amount', 'shipping_tax_amount',
] %}
with orders as (
    select
        orders.*,
        {%- for fact in facts %}
        facts.{{ fact }},
        {%- endfor %}
        coalesce(orders.gross_amount, facts.gross_amount, orders.net_amount) as goods_amount,
        least(coalesce(facts.coupon_amount, 0), goods_amount - orders.net_amount) as code_amount,
        locations.store_id,
        locations.country_code as store_country_code,
        -- A web order that has a store and no address is collected.
        orders.channel = 'store' or (locations.is_store and orders.postal_code is null) as is_handed_over,
        customers.id is null or not coalesce(customers.has_account, false) as is_guest,
        coalesce(customers.is_staff, false) as is_staff
    from {{ ref('int_shopify__orders') }} as orders
    left join {{ ref('int_shopify__order_facts') }} as facts on orders.order_id = facts.order_id
    left join {{ ref('int_shopify__locations') }} as locations on orders.location_id = locations.location_id
    left join {{ ref('int_shopify__customers') }} as customers on orders.customer_id = customers.id
)

select
    'shopify' as source_system,
    cast(order_id as string) as order_id,
    order_number,
    cast(customer_id as string) as customer_record_id,
    case when channel = 'store' then store_id end as store_id,
    channel,
    brand,
    currency_code,
    order_status,
    time_zone,
    case when is_handed_over then 'store' else 'parcel' end as fulfilled_channel,
    case when is_handed_over then store_id end as fulfilment_store_id,
    coalesce(country_code, store_country_code) as country_code,
    coupon_codes,
    payment_method,
    source,
    medium,
    campaign,
    cast(line_count as bigint) as line_count,
    cast(item_quantity as decimal(18, 3)) as item_quantity,
    cast(goods_amount as decimal(18, 2)) as gross_amount,
    cast(goods_amount - net_amount - code_amount as decimal(18, 2)) as promotion_discount_amount,
    cast(code_amount as decimal(18, 2)) as coupon_discount_amount,
    net_amount,
    shipping_amount,
    goods_tax_amount as tax_amount,
    shipping_tax_amount,
    is_tax_included,
    is_test,
    is_staff,
    is_guest,
    {{ date_there('ordered_at') }} as order_date,
    ordered_at,
    cancelled_at,
    loaded_at
from orders
