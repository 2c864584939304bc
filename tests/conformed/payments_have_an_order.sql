-- A payment's order exists, where a system of the shop delivers such orders.
select
    payments.source_system,
    payments.payment_id,
    payments.order_id
from {{ ref('payments') }} as payments
left join {{ ref('orders') }} as orders
    on payments.order_key = orders.order_key
where
    orders.order_key is null
    and coalesce(payments.order_source_system, payments.source_system)
    in (
        {%- for system in delivering_systems('orders') %}
        '{{ system }}',
        {%- endfor %}
        ''
    )
