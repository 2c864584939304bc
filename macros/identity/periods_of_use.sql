{# When an identifier was taken up again after longer than its window: it is another one from then on, since numbers are given
   away. Adds to *values* is_usable, breaks_before (how many such breaks there were), uses_of_period and uses_of_value (how many
   hold it in the same period, and at all). Without a window nothing has to be put in order, and nobody asks for the two. #}
{% macro periods_of_use(values) -%}
    select
        *,
        count(*) over (partition by identifier_key, is_usable, breaks_before) as uses_of_period,
        count(*) over (partition by identifier_key, is_usable) as uses_of_value
    from (
        select
            *,
            sum(
                case when {{ days_between('seen_before', 'seen_date') }} > max_days_between then 1 else 0 end
            ) over (
                partition by identifier_key, is_usable
                order by first_seen_at nulls first, record_key
                rows between unbounded preceding and current row
            ) as breaks_before
        from (
            select
                *,
                refused_reason is null as is_usable,
                cast(first_seen_at as date) as seen_date,
                lag(cast(first_seen_at as date)) over (
                    partition by identifier_key, refused_reason is null
                    order by first_seen_at nulls first, record_key
                ) as seen_before
            from {{ values }}
            where max_days_between is not null
        ) as uses
    ) as periods
    union all
    select
        *,
        refused_reason is null as is_usable,
        cast(null as date) as seen_date,
        cast(null as date) as seen_before,
        0 as breaks_before,
        cast(null as bigint) as uses_of_period,
        cast(null as bigint) as uses_of_value
    from {{ values }}
    where max_days_between is null
{%- endmacro %}
