{{ config(**materialized_by_reader()) }}

select
    intervals.record_key,
    intervals.record_type,
    intervals.source_system,
    intervals.record_id,
    intervals.customer_id,
    case when intervals.valid_to is null then {{ link_class('paths.least_strength') }} end as link_class,
    paths.link_path,
    paths.link_count,
    paths.weakest_kind,
    paths.linked_record_key,
    intervals.valid_from,
    intervals.valid_to
from {{ ref('int_identity_intervals') }} as intervals
left join {{ ref('int_identity_paths') }} as paths
    on case when intervals.valid_to is null then intervals.record_key end = paths.record_key
union all
select
    owners.device_key as record_key,
    'device' as record_type,
    cast(null as string) as source_system,
    cast(null as string) as record_id,
    owners.customer_id,
    'device' as link_class,
    owners.evidence_kind || coalesce(' -> ' || paths.link_path, '') as link_path,
    paths.link_count + 1 as link_count,
    owners.evidence_kind as weakest_kind,
    owners.record_key as linked_record_key,
    coalesce(owners.valid_from, owners.first_seen_at) as valid_from,
    owners.valid_to
from {{ ref('int_device_owners') }} as owners
inner join {{ ref('int_identity_paths') }} as paths
    on owners.record_key = paths.record_key
