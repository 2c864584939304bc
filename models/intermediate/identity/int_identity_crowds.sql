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
born as (
    select
        known.identifier_key,
        count(distinct records.birth_date) as birth_date_count
    from known
    inner join {{ ref('customer_records') }} as records
        on known.record_key = records.customer_record_key
    where extract(year from records.birth_date) > 1004
    group by known.identifier_key
),

lived as (
    select
        known.identifier_key,
        count(distinct places.place) as place_count
    from known
    inner join {{ ref('int_identity_places') }} as places
        on known.record_key = places.record_key
    group by known.identifier_key
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
        identifier_key,
        0 as value_count,
        birth_date_count,
        0 as place_count
    from born
    union all
    select
        identifier_key,
        0 as value_count,
        0 as birth_date_count,
        place_count
    from lived
)

select
    identifier_key,
    max(value_count) as values_beside,
    max(birth_date_count) as birth_dates,
    max(place_count) as places
from told
group by identifier_key
