{# Rows and amount of each raw table by UTC day of its business time, as landed and in its base model. A table without a
   business time, and rows whose time cannot be read, have no day. Amounts are null where none is counted. #}
{% macro raw_days() -%}
    {%- for landing in landings() %}
    {%- set amount = landing.counts.get('staged_amount') %}
    {%- set time = landing.columns[landing.time] if landing.time %}
    {%- if landing.landed %}
    select
        {{ named_table(landing) }},
        business_date,
        count(*) as raw_row_count,
        {{ total_amount('amount' if amount else none) }} as raw_amount,
        cast(0 as bigint) as staged_row_count,
        {{ total_amount('0' if amount else none) }} as staged_amount,
        cast(0 as bigint) as quarantined_row_count,
        {{ total_amount('0' if amount else none) }} as quarantined_amount
    from (
        select
            {{ day_of(typed_value(time, landing.landed.get(landing.time | lower)) if time) }} as business_date,
            {{ landed_amount(landing.counts.get('raw_amount'), landing.landed) or 'null' }} as amount
        from {{ landing.raw }}
    ) as landed
    group by business_date
    union all
    {%- endif %}
    {{ base_days(landing, amount) }}
    {{ 'union all' if not loop.last }}
    {%- else %}
    {{ no_days() }}
    {%- endfor %}
{%- endmacro %}

{% macro base_days(landing, amount) -%}
    select
        {{ named_table(landing) }},
        business_date,
        cast(0 as bigint) as raw_row_count,
        {{ total_amount('0' if amount else none) }} as raw_amount,
        count(*) - count(reasons) as staged_row_count,
        {{ total_amount('case when reasons is null then amount end' if amount) }} as staged_amount,
        count(reasons) as quarantined_row_count,
        {{ total_amount('case when reasons is not null then amount end' if amount) }} as quarantined_amount
    from (
        select
            {{ day_of(adapter.quote(landing.time) if landing.time) }} as business_date,
            {{ amount or 'null' }} as amount,
            quarantine_reasons as reasons
        from {{ landing.relation }}
    ) as based
    group by business_date
{%- endmacro %}

{# A moment's UTC day. #}
{% macro day_of(time) -%}
    cast({{ time or 'null' }} as date)
{%- endmacro %}

{% macro named_table(landing) -%}
    '{{ landing.system }}' as source_system,
        '{{ landing.table }}' as raw_table,
        cast({{ "'" ~ landing.counts.entity ~ "'" if landing.counts.get('entity') else 'null' }} as string) as entity,
        {{ is_dated(landing) | lower }} as is_compared
{%- endmacro %}

{# The columns of raw_days without a row: for a shop whose base models state no landing contract. #}
{% macro no_days() -%}
    select
        cast(null as string) as source_system,
        cast(null as string) as raw_table,
        cast(null as string) as entity,
        cast(null as boolean) as is_compared,
        cast(null as date) as business_date
        {%- for what in ['raw', 'staged', 'quarantined'] %},
        cast(null as bigint) as {{ what }}_row_count,
        cast(null as decimal(18, 2)) as {{ what }}_amount
        {%- endfor %}
    where 1 = 0
{%- endmacro %}
