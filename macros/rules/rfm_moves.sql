{# What RFM is told apart by, besides overall: columns of int_rfm_orders. #}
{% macro rfm_parts() -%}
    {{ return(['brand', 'channel', 'category']) }}
{%- endmacro %}

{# Rows of int_rfm_moves: on the described evening that the column *when_column* names, each measure moves by what
   *moved* maps it to, the others by nothing. A where clause may follow. #}
{% macro rfm_moves(from_relation, when_column, moved) -%}
    select
        customer_id,
        {{ rfm_parts() | join(',\n        ') }},
        {{ when_column }} as described_date,
        {{ moved.get('order_count', 0) }} as order_count,
        cast({{ moved.get('net_amount', 0) }} as decimal(18, 2)) as net_amount,
        {{ moved.get('order_6m_count', 0) }} as order_6m_count,
        cast({{ moved.get('net_6m_amount', 0) }} as decimal(18, 2)) as net_6m_amount,
        cast({{ moved.get('last_order_date', 'null') }} as date) as last_order_date
    from {{ from_relation }}
{%- endmacro %}
