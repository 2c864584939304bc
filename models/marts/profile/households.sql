with kinds as (
    select distinct
        members.household_id,
        evidence.evidence_kind
    from {{ ref('household_members') }} as members
    inner join {{ ref('int_household_evidence') }} as evidence
        on members.customer_id = evidence.customer_id
    where evidence.refused_reason is null
),

named as (
    select
        household_id,
        {{ joined_texts('evidence_kind') }} as evidence
    from kinds
    group by household_id
),

summed as (
    select
        members.household_id,
        count(*) as customer_count,
        count(case when profiles.member_status = 'active' then 1 end) as loyalty_member_count,
        cast(sum(profiles.order_count) as bigint) as order_count,
        cast(sum(profiles.net_amount) as decimal(18, 2)) as net_amount,
        max(profiles.last_order_date) as last_order_date
    from {{ ref('household_members') }} as members
    inner join {{ ref('customer_profiles') }} as profiles
        on members.customer_id = profiles.customer_id
    group by members.household_id
)

select
    summed.household_id,
    named.evidence,
    summed.customer_count,
    summed.loyalty_member_count,
    summed.order_count,
    summed.net_amount,
    summed.last_order_date
from summed
inner join named
    on summed.household_id = named.household_id
