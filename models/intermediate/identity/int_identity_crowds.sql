-- Identifiers that belong to nobody or to everybody: how many values of one other kind are seen beside them.
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
)

select
    identifier_key,
    max(value_count) as values_beside
from beside
group by identifier_key
