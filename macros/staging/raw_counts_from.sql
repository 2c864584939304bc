{# Rows and amount of each raw table before and after staging, in the shape of the entity raw_counts.
   tables: mapping of raw table -> {'entity': conformed entity whose rows equal the staged rows,
   'raw_amount': SQL expression of the amount on the raw table, 'staged_amount': its column in the base model,
   'day': column that dates the entity, if not the first of landing.times, 'by_day': false if no column does}
   (all optional). #}
{% macro raw_counts_from(system, tables) -%}
    {{- config(meta={'counts': tables}) -}}
    {%- for table, spec in tables.items() %}
    select
        '{{ system }}' as source_system,
        '{{ table }}' as raw_table,
        cast({{ "'" ~ spec.entity ~ "'" if spec.entity else 'null' }} as string) as entity,
        landed.row_count as raw_row_count,
        landed.amount as raw_amount,
        based.staged_row_count,
        based.staged_amount,
        based.quarantined_row_count,
        based.quarantined_amount
    from (
        {{ landed_total(source(system, table), spec.raw_amount) }}
    ) as landed
    cross join (
        {%- set good = 'case when quarantine_reasons is null then ' %}
        {%- set bad = 'case when quarantine_reasons is not null then ' %}
        select
            count(*) - count(quarantine_reasons) as staged_row_count,
            {{ total_amount(good ~ spec.staged_amount ~ ' end' if spec.staged_amount) }} as staged_amount,
            count(quarantine_reasons) as quarantined_row_count,
            {{ total_amount(bad ~ spec.staged_amount ~ ' end' if spec.staged_amount) }} as quarantined_amount
        from {{ ref('base_' ~ system ~ '__' ~ table) }}
    ) as based
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# Rows and amount of a raw table; nought where an optional table did not land. #}
{% macro landed_total(relation, amount) -%}
    {%- if not execute or landed_columns(relation) -%}
        select
            count(*) as row_count,
            {{ total_amount(amount) }} as amount
        from {{ relation }}
    {%- else -%}
        select
            0 as row_count,
            {{ total_amount('0' if amount else none) }} as amount
    {%- endif -%}
{%- endmacro %}

{% macro total_amount(expression) -%}
    cast({{ 'coalesce(sum(' ~ expression ~ '), 0)' if expression else 'null' }} as decimal(18, 2))
{%- endmacro %}
