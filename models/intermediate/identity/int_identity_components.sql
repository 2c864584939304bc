-- The group of each record: whole, or what is left of it without weak links where it was beyond a limit. What
-- a decision by hand links stays together in any case.
select
    records.record_key,
    records.first_seen_date,
    coalesce(by_hand.component, without_more.component, without_weak.component, whole.component) as component,
    case
        when by_hand.component is not null then 'alone'
        when without_more.component is not null then 'strength 3'
        when without_weak.component is not null then 'strength 2'
        else 'whole'
    end as group_state,
    case
        when by_hand.component is not null then 4
        when without_more.component is not null then 3
        when without_weak.component is not null then 2
        else 1
    end as least_strength
from {{ ref('int_identity_records') }} as records
inner join {{ ref('int_identity_groups_1') }} as whole
    on records.record_key = whole.node
left join {{ ref('int_identity_groups_2') }} as without_weak
    on records.record_key = without_weak.node
left join {{ ref('int_identity_groups_3') }} as without_more
    on records.record_key = without_more.node
left join {{ ref('int_identity_groups_4') }} as by_hand
    on records.record_key = by_hand.node
