{# What RFM is told apart by, besides overall: columns of int_rfm_orders. #}
{% macro rfm_parts() -%}
    {{ return(['brand', 'channel', 'category']) }}
{%- endmacro %}

{# Rows of int_rfm_movements: on the described evening that the column *when_column* names, each measure moves by what
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

{# The same rows once overall, on their own evenings, and once for each part of the shop, whose past nobody asks for: on
   as_of. *moves* is a CTE with the columns of rfm_moves; those of a category are the whole's once more. #}
{% macro rfm_scopes(moves) -%}
    {%- set measures = 'last_order_date, order_count, order_6m_count, net_amount, net_6m_amount' -%}
    select 'overall' as scope_type, 'all' as scope_value, customer_id, described_date, {{ measures }}
    from {{ moves }}
    where category is null
    {%- for part in rfm_parts() %}
    union all
    select '{{ part }}' as scope_type, {{ part }} as scope_value, customer_id, as_of_date as described_date, {{ measures }}
    from {{ moves }}
    cross join (select as_of_date from {{ ref('int_as_of') }}) as as_of
    where {{ part }} is not null
    {%- endfor %}
{%- endmacro %}
