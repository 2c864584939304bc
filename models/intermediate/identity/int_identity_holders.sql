-- Who holds what: each record its identifiers and what a decision gives it. An account is a record, too,
-- and holds itself.
with unlinked as (
    select
        record_key,
        identifier_key,
        min(decision_id) as decision_id
    from {{ ref('int_identity_decisions') }}
    where decision = 'unlink'
    group by record_key, identifier_key
),

told as (
    select
        edges.record_key,
        edges.identifier_key,
        edges.link_key,
        edges.identifier_kind,
        edges.strength,
        edges.first_seen_at,
        unlinked.decision_id,
        case
            when edges.refused_reason is null and edges.strength < components.least_strength
                then 'limit_of_group'
            else edges.refused_reason
        end as refused_reason
    from {{ ref('int_identity_edges') }} as edges
    inner join {{ ref('int_identity_components') }} as components
        on edges.record_key = components.record_key
    left join unlinked
        on edges.record_key = unlinked.record_key and edges.identifier_key = unlinked.identifier_key
    where edges.identifier_key is not null
    union all
    -- Identifiers come first: a decision counts where they say nothing, whatever the limits.
    select
        decisions.record_key,
        decisions.identifier_key,
        decisions.identifier_key as link_key,
        'decision' as identifier_kind,
        0 as strength,
        cast(null as timestamp) as first_seen_at,
        decisions.decision_id,
        cast(null as string) as refused_reason
    from {{ ref('int_identity_decisions') }} as decisions
    inner join {{ ref('int_identity_records') }} as records
        on decisions.record_key = records.record_key
    where decisions.decision = 'link'
)

select * from told
union all
select
    told.identifier_key as record_key,
    told.identifier_key,
    told.link_key,
    told.identifier_kind,
    max(told.strength) as strength,
    min(told.first_seen_at) as first_seen_at,
    told.decision_id,
    cast(null as string) as refused_reason
from told
inner join {{ ref('int_identity_records') }} as records
    on told.identifier_key = records.record_key
where
    told.identifier_kind in ('account', 'external_id', 'decision')
    and (told.refused_reason is null or told.refused_reason = 'unlinked_by_hand')
group by told.identifier_key, told.link_key, told.identifier_kind, told.decision_id
