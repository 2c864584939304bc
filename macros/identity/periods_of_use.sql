{# When an identifier was taken up again after longer than its window: it is another one from then on, since numbers are given
   away. Adds is_usable and breaks_before, how many such breaks there were before a row of *values*. #}
{% macro periods_of_use(values) -%}
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
    ) as uses
{%- endmacro %}
