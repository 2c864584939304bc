{# Every order that has lines, with what its lines add up to. #}
{% macro orders_with_lines() -%}
    select
        orders.source_system,
        orders.order_id,
        orders.net_amount,
        lines.net_amount as lines_net_amount
    from (
        select
            order_key,
            sum(net_amount) as net_amount
        from {{ ref('order_lines') }}
        group by order_key
    ) as lines
    inner join {{ ref('orders') }} as orders
        on lines.order_key = orders.order_key
{%- endmacro %}
