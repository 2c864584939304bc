{# Rows of raw_counts for entities that hold a part of a raw table, or several of them: what must be conformed, counted on
   the staged rows. parts: mapping of label -> {'entity', 'from': staged relation, 'where': condition,
   'day': expression of the day, as entity_times() dates the entity ('null' if nothing does); without it the part is
   compared in total only, 'rows': what is counted, if not rows, 'amount': expression that is summed} (the last four
   optional). #}
{% macro counted_apart(system, parts) -%}
    {%- for label, part in parts.items() %}
    select
        {{ counted_as(system, label, part.entity, part.day) }},
        row_count as raw_row_count,
        amount as raw_amount,
        row_count as staged_row_count,
        amount as staged_amount,
        0 as quarantined_row_count,
        cast({{ '0' if part.amount else 'null' }} as decimal(18, 2)) as quarantined_amount
    from (
        select
            {{ day_of(part.day) }} as business_date,
            {{ part.rows or 'count(*)' }} as row_count,
            {{ total_amount(part.amount) }} as amount
        from {{ part['from'] }}
        {%- if part.where %}
        where {{ part.where }}
        {%- endif %}
        {%- if part.day %}
        {{ by_day(part.day) }}
        union all
        select
            cast(null as date) as business_date,
            0 as row_count,
            {{ total_amount('0' if part.amount else none) }} as amount
        {%- endif %}
    ) as counted
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
