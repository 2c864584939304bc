-- Each record and identifier, with the rule's strength, or with the reason why the two are not linked.
with uses as (
    select
        *,
        refused_reason is null as is_usable,
        cast(first_seen_at as date) as seen_date,
        lag(cast(first_seen_at as date)) over (
            partition by identifier_key, refused_reason is null
            order by first_seen_at nulls first, record_key
        ) as seen_before
    from {{ ref('int_identity_values') }}
),

-- A value that nobody took up for longer than the window is another one from then on: numbers are given away.
periods as (
    select
        *,
        sum(
            case when {{ days_between('seen_before', 'seen_date') }} > max_days_between then 1 else 0 end
        ) over (
            partition by identifier_key, is_usable
            order by first_seen_at nulls first, record_key
            rows between unbounded preceding and current row
        ) as breaks_before
    from uses
),

counted as (
    select
        *,
        sum(case when is_usable then 1 else 0 end) over (
            partition by record_key, identifier_kind
        ) as values_of_record,
        count(*) over (partition by identifier_key, is_usable, breaks_before) as uses_of_period,
        count(*) over (partition by identifier_key, is_usable) as uses_of_value
    from periods
)

select
    counted.record_key,
    counted.identifier_key,
    case
        when counted.breaks_before = 0 then counted.identifier_key
        else {{ hash_key(["'period'", 'counted.identifier_key', 'counted.breaks_before']) }}
    end as link_key,
    counted.identifier_kind,
    counted.strength,
    counted.first_seen_at,
    case
        when counted.refused_reason is not null then counted.refused_reason
        when counted.values_of_record > counted.max_values_per_record then 'too_many_values_on_record'
        when crowds.values_beside > counted.max_values_beside then 'too_many_values_beside'
        when crowds.birth_dates > counted.max_birth_dates then 'several_birth_dates'
        when crowds.places > counted.max_places then 'too_many_places'
        when counted.uses_of_period = 1 and counted.uses_of_value > 1 and counted.max_days_between is not null
            then 'outside_window'
    end as refused_reason
from counted
left join {{ ref('int_identity_crowds') }} as crowds
    on counted.identifier_key = crowds.identifier_key
