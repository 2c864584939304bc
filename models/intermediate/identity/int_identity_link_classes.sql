-- By what each record is linked to another one of its customer, at the strongest; decisions have no class.
with counted as (
    select
        holders.record_key,
        holders.strength,
        min(holders.record_key) over (
            partition by components.component, holders.link_key
        ) as first_record_key,
        max(holders.record_key) over (
            partition by components.component, holders.link_key
        ) as last_record_key
    from {{ ref('int_identity_holders') }} as holders
    inner join {{ ref('int_identity_components') }} as components
        on holders.record_key = components.record_key
    where holders.refused_reason is null and holders.identifier_kind <> 'decision'
)

select
    record_key,
    case max(strength)
        when 3 then 'id'
        when 2 then 'address'
        when 1 then 'number'
    end as link_class
from counted
where first_record_key <> last_record_key
group by record_key
