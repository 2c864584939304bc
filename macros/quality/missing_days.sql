{# The first of the days without any good row in tables of events, where the two weeks before and the two weeks after
   have at least 15 rows a day, on all days but two: so many that a day is not empty by chance, nor a closed Sunday. #}
{% macro missing_days() -%}
    with days as (
        select
            source_system,
            raw_table,
            business_date,
            staged_row_count as row_count,
            lead(business_date) over (partition by source_system, raw_table order by business_date) as next_date
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
            business_date as last_date,
            next_date,
            cast(business_date + interval '1' day as date) as finding_date
        from days
        where {{ days_between('business_date', 'next_date') }} > 1
    )

    select
        gaps.source_system,
        gaps.raw_table,
        gaps.finding_date
    from gaps
    inner join days
        on
            gaps.source_system = days.source_system
            and gaps.raw_table = days.raw_table
            and (
                {{ days_between('days.business_date', 'gaps.last_date') }} between 0 and 13
                or {{ days_between('gaps.next_date', 'days.business_date') }} between 0 and 13
            )
    group by gaps.source_system, gaps.raw_table, gaps.finding_date
    having count(*) >= 26 and min(days.row_count) >= 15
{%- endmacro %}
