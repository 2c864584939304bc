{# Joins the order, as orders, that rows name: one of their own system where they name no other. #}
{% macro join_order_of(rows) -%}
left join {{ ref('orders') }} as orders
    on
        {{ hash_key([
            'coalesce(' ~ rows ~ '.order_source_system, ' ~ rows ~ '.source_system)', rows ~ '.order_id',
        ]) }} = orders.order_key
{%- endmacro %}
