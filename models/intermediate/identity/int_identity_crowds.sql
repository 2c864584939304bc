-- Identifiers that belong to nobody or to everybody: how many values of one other kind are seen beside them,
-- how many dates of birth and how many places.
with known as (
    select
        record_key,
        identifier_kind,
        identifier_key
    from {{ ref('int_identity_values') }}
    where
        coalesce(refused_reason, 'kind_does_not_link') = 'kind_does_not_link'
        and record_key <> identifier_key
),

beside as (
    select
        one.identifier_key,
        another.identifier_kind as other_kind,
        count(distinct another.identifier_key) as value_count
    from known as one
    inner join known as another
        on one.record_key = another.record_key and one.identifier_kind <> another.identifier_kind
    group by one.identifier_key, another.identifier_kind
),

-- Year 1004 stands for an unknown one.
facts as (
    select
        customer_record_key as record_key,
        birth_date,
        cast(null as string) as place
    from {{ ref('customer_records') }}
    where extract(year from birth_date) > 1004
    union all
    select
        record_key,
        cast(null as date) as birth_date,
        place
    from {{ ref('int_identity_places') }}
),

told as (
    select
        identifier_key,
        value_count,
        0 as birth_date_count,
        0 as place_count
    from beside
    union all
    select
        known.identifier_key,
        0 as value_count,
        count(distinct facts.birth_date) as birth_date_count,
        count(distinct facts.place) as place_count
    from known
    inner join facts
        on known.record_key = facts.record_key
    group by known.identifier_key
)

select
    identifier_key,
    max(value_count) as values_beside,
    max(birth_date_count) as birth_dates,
    max(place_count) as places
from told
group by identifier_key
