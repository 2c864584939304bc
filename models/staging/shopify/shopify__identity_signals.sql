-- What staff buy, for whom they do, says nothing about the account they do it with.
with told_orders as (
    select orders.*
    from {{ ref('int_shopify__orders') }} as orders
    left join {{ ref('int_shopify__customers') }} as customers
        on orders.customer_id = customers.id
    where not orders.is_test and not coalesce(customers.is_staff, false)
),

seen as (
    {%- set verified = 'case when verified_email then 1 when not verified_email then 0 end' %}
    {%- for kind, verified in [('email', verified), ('phone', 'cast(null as int)')] %}
    select
        'customer' as record_type,
        id as record_id,
        '{{ kind }}' as identifier_kind,
        {{ kind }} as identifier_value,
        {{ verified }} as verified,
        created_at as seen_at
    from {{ ref('stg_shopify__customer') }}
    union all
    {%- endfor %}
    {#- Where guests have it sent, too: one address of many places is a mailbox of many people. #}
    {%- set place = "coalesce(country_code, '') || ' ' || postal_code" %}
    {%- set told = [('email', 'email', 'true'), ('postal_code', place, 'customer_id is null')] %}
    {%- for kind, value, condition in told %}
    select
        case when customer_id is null then 'order' else 'customer' end as record_type,
        coalesce(customer_id, order_id) as record_id,
        '{{ kind }}' as identifier_kind,
        {{ value }} as identifier_value,
        cast(null as int) as verified,
        ordered_at as seen_at
    from told_orders
    where {{ condition }}
    union all
    {%- endfor %}
    select
        case when movements.customer_id is null then 'order' else 'customer' end as record_type,
        coalesce(movements.customer_id, movements.order_id) as record_id,
        'payment_card' as identifier_kind,
        movements.instrument_hash as identifier_value,
        cast(null as int) as verified,
        movements.paid_at as seen_at
    from {{ ref('int_shopify__movements') }} as movements
    inner join told_orders
        on movements.order_id = told_orders.order_id
)

select
    'shopify' as source_system,
    record_type,
    cast(record_id as string) as record_id,
    identifier_kind,
    identifier_value,
    max(verified) = 1 as is_verified,
    min(seen_at) as first_seen_at,
    max(seen_at) as last_seen_at
from seen
where identifier_value is not null
group by record_type, record_id, identifier_kind, identifier_value
