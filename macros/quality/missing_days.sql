{# The first of the days without any good row between two days with rows, in tables of events with at least 20 rows a
   day on average. A weekday on which there is little a week before and a week after (a closed Sunday) does not count. #}
{% macro missing_days() -%}
    with days as (
        select
            source_system,
            raw_table,
            business_date,
            staged_row_count as row_count,
            lead(business_date) over (partition by source_system, raw_table order by business_date) as next_date,
            cast(sum(staged_row_count) over (partition by source_system, raw_table) as double)
            / (1 + {{ days_between(
                'min(business_date) over (partition by source_system, raw_table)',
                'max(business_date) over (partition by source_system, raw_table)'
            ) }}) as rows_a_day
        from {{ ref('reconciliation') }}
        where
            staged_row_count > 0
            and business_date is not null
            and source_system || '.' || raw_table in ({{ event_tables() }})
    ),

    gaps as (
        select
            source_system,
            raw_table,
            cast(business_date + interval '1' day as date) as finding_date
        from days
        where rows_a_day >= 20 and {{ days_between('business_date', 'next_date') }} > 1
    )

    select
        gaps.source_system,
        gaps.raw_table,
        gaps.finding_date
    from gaps
    left join days
        on
            gaps.source_system = days.source_system
            and gaps.raw_table = days.raw_table
            and abs({{ days_between('gaps.finding_date', 'days.business_date') }}) = 7
    group by gaps.source_system, gaps.raw_table, gaps.finding_date
    having sum(days.row_count) >= 10
{%- endmacro %}
