with members as (
    select distinct
        evidence.customer_id,
        groups.component,
        evidence.evidence_kind
    from {{ ref('int_household_evidence') }} as evidence
    inner join {{ ref('int_household_groups') }} as groups
        on evidence.customer_id = groups.node
    where evidence.refused_reason is null
),

named as (
    select
        customer_id,
        min(customer_id) over (partition by component) as household_id,
        evidence_kind
    from members
)

select
    customer_id,
    household_id,
    {{ joined_texts('evidence_kind') }} as evidence
from named
group by customer_id, household_id
