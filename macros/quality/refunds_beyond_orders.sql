{# Refunds that their orders do not explain, of orders from systems that deliver them: of an order that nobody knows, or
   of more than the order was worth, all refunds of it together. *refunds*, *orders*: the conformed entities. #}
{% macro refunds_beyond_orders(refunds, orders) -%}
    select
        refunded.source_system,
        case when orders.order_key is null then 'refund_without_order' else 'refund_exceeds_order' end as finding,
        count(*) as order_count,
        min(refunded.first_date) as finding_date
    from (
        select
            source_system,
            order_key,
            currency_code,
            sum(refund_amount) as refund_amount,
            min(refund_date) as first_date
        from {{ refunds }}
        where {{ is_delivered_by('order_source_system', "'orders'") }}
        group by source_system, order_key, currency_code
    ) as refunded
    left join {{ orders }} as orders
        on refunded.order_key = orders.order_key
    where
        orders.order_key is null
        or (orders.currency_code = refunded.currency_code and refunded.refund_amount > orders.net_amount)
    group by refunded.source_system, case when orders.order_key is null then 'refund_without_order' else 'refund_exceeds_order' end
{%- endmacro %}
