{# Findings about the dates of orders and refunds: those so long after all others that the default as_of passes over them, and
   orders outside stores that are dated in another zone than the shop's. *orders*, *refunds*: the conformed entities;
   *as_of*: the model int_as_of. #}
{% macro odd_dates(orders, refunds, as_of) -%}
    {%- for entity, relation, column in [('orders', orders, 'order_date'), ('refunds', refunds, 'refund_date')] %}
    select
        late.source_system,
        '{{ entity }}' as raw_table,
        'dated_after_as_of' as finding,
        cast(null as string) as column_name,
        cast(min(late.{{ column }}) as date) as finding_date,
        late.source_system || '.{{ entity }} are dated long after all others: ' || cast(count(*) as string)
        || ', the first on ' || cast(min(late.{{ column }}) as string) as description
    from {{ relation }} as late
    inner join {{ as_of }} as as_of
        on late.{{ column }} > as_of.as_of_date
    where as_of.as_of_source = 'data'
    group by late.source_system
    union all
    {%- endfor %}
    select
        source_system,
        'orders' as raw_table,
        'other_time_zone' as finding,
        time_zone as column_name,
        cast(min(order_date) as date) as finding_date,
        source_system || '.orders are dated in ' || time_zone || ', not in {{ var("time_zone") }}: '
        || cast(count(*) as string) || ', the first on ' || cast(min(order_date) as string) as description
    from {{ orders }}
    where channel <> 'store' and time_zone <> '{{ var("time_zone") }}'
    group by source_system, time_zone
{%- endmacro %}
