-- A refund's order exists, where a system of the shop delivers such orders.
select
    refunds.source_system,
    refunds.refund_id,
    refunds.order_id
from {{ ref('refunds') }} as refunds
left join {{ ref('orders') }} as orders
    on refunds.order_key = orders.order_key
where
    orders.order_key is null
    and coalesce(refunds.order_source_system, refunds.source_system)
    in (
        {%- for system in delivering_systems('orders') %}
        '{{ system }}',
        {%- endfor %}
        ''
    )
