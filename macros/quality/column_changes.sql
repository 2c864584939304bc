{# Columns that are filled in at least half of the good rows on one side of a day of loading and in at most a twentieth
   on the other, with 30 days and 20 rows on either side. The day is where the running sum of what is filled beyond
   the average peaks (it disappears) or is lowest (it appears); a few late rows do not move it. #}
{% macro column_changes() -%}
    with totals as (
        select
            *,
            {%- for what, column in {'rows': 'row_count', 'filled': 'filled_count'}.items() %}
            cast(sum({{ column }}) over (partition by source_system, raw_table, column_name) as double) as all_{{ what }},
            cast(sum({{ column }}) over (
                partition by source_system, raw_table, column_name order by load_date
                rows between unbounded preceding and current row
            ) as double) as {{ what }}_before,
            {%- endfor %}
            lead(load_date) over (partition by source_system, raw_table, column_name order by load_date) as next_date,
            min(load_date) over (partition by source_system, raw_table, column_name) as first_date,
            max(load_date) over (partition by source_system, raw_table, column_name) as last_date
        from {{ ref('column_days') }}
    ),

    sides as (
        select
            source_system,
            raw_table,
            column_name,
            next_date as finding_date,
            case when filled_before * all_rows > all_filled * rows_before
                then 'column_disappears' else 'column_appears' end as finding,
            {{ safe_divide('filled_before', 'rows_before') }} as share_before,
            {{ safe_divide('all_filled - filled_before', 'all_rows - rows_before') }} as share_after,
            row_number() over (
                partition by source_system, raw_table, column_name
                order by abs(filled_before * all_rows - all_filled * rows_before) desc, load_date
            ) as place
        from totals
        where
            next_date is not null
            and rows_before >= 20
            and all_rows - rows_before >= 20
            and {{ days_between('first_date', 'next_date') }} >= 30
            and {{ days_between('next_date', 'last_date') }} >= 30
    )

    select *
    from sides
    where
        place = 1
        and (
            (finding = 'column_disappears' and share_before >= 0.5 and share_after <= 0.05)
            or (finding = 'column_appears' and share_after >= 0.5 and share_before <= 0.05)
        )
{%- endmacro %}
