with entity_days as (
    select * from {{ ref('entity_days') }}
    where entity in (
        {{ "'" ~ event_times() | join("',\n        '") ~ "'" }}
    )
),

as_of as (
    select * from {{ ref('int_as_of') }}
),

-- What lies after as_of is not new, it is later.
happened as (
    select
        entity_days.*,
        as_of.as_of_date,
        {{ days_between('entity_days.business_date', 'as_of.as_of_date') }} as age_days
    from entity_days
    inner join as_of
        on entity_days.business_date <= as_of.as_of_date
)

select
    source_system,
    entity,
    max(as_of_date) as as_of_date,
    max(business_date) as newest_date,
    cast(min(age_days) as bigint) as days_behind,
    cast(sum(case when age_days < 7 then row_count else 0 end) as bigint) as last_week_row_count
from happened
group by source_system, entity
