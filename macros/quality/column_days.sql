{# How many good rows of each raw table have a value in each column, by UTC day of loading. Keys and required columns are
   left out: a row without them is quarantined. #}
{% macro column_days() -%}
    {%- set tables = [] -%}
    {%- for landing in landings() if landing.loaded and landing.landed and watched_columns(landing) -%}
        {%- do tables.append(landing) -%}
    {%- endfor -%}
    {%- for landing in tables %}
    {%- set names = watched_columns(landing) %}
    select
        '{{ landing.system }}' as source_system,
        '{{ landing.table }}' as raw_table,
        watched.column_name,
        days.load_date,
        days.row_count,
        case watched.column_name
            {%- for name in names %}
            when '{{ name }}' then filled_{{ loop.index }}
            {%- endfor %}
        end as filled_count
    from (
        select
            cast({{ adapter.quote(landing.loaded) }} as date) as load_date,
            {%- for name in names %}
            count({{ adapter.quote(name) }}) as filled_{{ loop.index }},
            {%- endfor %}
            count(*) as row_count
        from {{ landing.relation }}
        where quarantine_reasons is null
        group by cast({{ adapter.quote(landing.loaded) }} as date)
    ) as days
    cross join (select {{ split_rows("'" ~ names | join(';') ~ "'", ';') }} as column_name) as watched
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        cast(null as string) as source_system,
        cast(null as string) as raw_table,
        cast(null as string) as column_name,
        cast(null as date) as load_date,
        cast(null as bigint) as row_count,
        cast(null as bigint) as filled_count
    where 1 = 0
    {%- endfor %}
{%- endmacro %}

{% macro watched_columns(landing) -%}
    {%- set names = [] -%}
    {%- for column in landing.columns.values() if column.name | lower in landing.landed -%}
        {%- if column.name not in landing.key and column.name != landing.loaded and not column.config.meta.get('required') -%}
            {%- do names.append(column.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}

{# The raw tables of events, as a list of texts system.table for an SQL `in`. #}
{% macro event_tables() -%}
    {%- set names = ["''"] -%}
    {%- for landing in landings(look=false) if landing.is_event and landing.time -%}
        {%- do names.append("'" ~ landing.system ~ '.' ~ landing.table ~ "'") -%}
    {%- endfor -%}
    {{ return(names | join(', ')) }}
{%- endmacro %}
