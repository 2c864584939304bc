{# Rows and amount of each raw table before and after staging, in the shape of the entity raw_counts: a row for what landed
   and one for what staging made of it, of each day if days are named.
   tables: mapping of raw table -> {'entity': conformed entity whose rows equal the staged rows,
   'raw_amount': SQL expression of the amount on the raw table (or column -> expression, the first that is not null of the
   columns that landed), 'staged_amount': the same in the base model,
   'day': column that dates the entity, if not the first of landing.times, 'by_day': false if no column does,
   'days': [expression on the raw table, expression in the base model] of the day, for a table without landing contract}
   (all optional). #}
{% macro raw_counts_from(system, tables) -%}
    {{- config(meta={'counts': tables}) -}}
    {%- for table, spec in tables.items() %}
    {%- set days = spec.get('days', [none, none]) %}
    select
        {{ counted_as(system, table, spec.entity, spec.days) }},
        row_count as raw_row_count,
        amount as raw_amount,
        0 as staged_row_count,
        cast(null as decimal(18, 2)) as staged_amount,
        0 as quarantined_row_count,
        cast(null as decimal(18, 2)) as quarantined_amount
    from (
        {{ landed_total(source(system, table), spec, days[0]) }}
    ) as landed
    union all
    select
        {{ counted_as(system, table, spec.entity, spec.days) }},
        0 as raw_row_count,
        cast(null as decimal(18, 2)) as raw_amount,
        staged_row_count,
        staged_amount,
        quarantined_row_count,
        quarantined_amount
    from (
        {%- set good = 'case when quarantine_reasons is null then ' %}
        {%- set bad = 'case when quarantine_reasons is not null then ' %}
        select
            {{ day_of(days[1]) }} as business_date,
            count(*) - count(quarantine_reasons) as staged_row_count,
            {{ total_amount(good ~ spec.staged_amount ~ ' end' if spec.staged_amount) }} as staged_amount,
            count(quarantine_reasons) as quarantined_row_count,
            {{ total_amount(bad ~ spec.staged_amount ~ ' end' if spec.staged_amount) }} as quarantined_amount
        from {{ ref('base_' ~ system ~ '__' ~ table) }}
        {{ by_day(days[1]) }}
    ) as based
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{% macro counted_as(system, table, entity, days) -%}
    '{{ system }}' as source_system,
        '{{ table }}' as raw_table,
        cast({{ "'" ~ entity ~ "'" if entity else 'null' }} as string) as entity,
        business_date,
        {{ (days is not none and days is defined) | lower }} as is_by_day
{%- endmacro %}
