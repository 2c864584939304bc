{# Findings about orders and refunds dated so long after all others that the default as_of passes over them. *orders*,
   *refunds*: the conformed entities; *as_of*: the model int_as_of. #}
{% macro dated_after_as_of(orders, refunds, as_of) -%}
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
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
