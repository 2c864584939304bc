-- The membership of each customer that began last, and the points of all of them on the evening of as_of.
with changes as (
    select
        changes.*,
        {{ shop_date('changes.changed_at') }} <= as_of.as_of_date as is_past
    from {{ ref('loyalty_tier_changes') }} as changes
    cross join {{ ref('int_as_of') }} as as_of
),

-- The tier of that evening: after the last change by then, else before the first one.
tiers as (
    select
        member_key,
        count(case when is_past then 1 end) as past_change_count,
        max_by(tier, case when is_past then changed_at end) as last_tier,
        min_by(previous_tier, case when not is_past then changed_at end) as first_tier
    from changes
    group by member_key
),

members as (
    select
        customer_map.customer_id,
        members.member_key,
        case
            when tiers.member_key is null then members.tier
            when tiers.past_change_count > 0 then tiers.last_tier
            else tiers.first_tier
        end as tier,
        members.enrolled_at,
        case when {{ is_member('members') }} then 'active' else members.member_status end as member_status
    from {{ ref('loyalty_members') }} as members
    inner join {{ ref('int_customer_map') }} as customer_map
        on members.member_key = customer_map.customer_record_key
    cross join {{ ref('int_as_of') }} as as_of
    left join tiers
        on members.member_key = tiers.member_key
    where {{ shop_date('members.enrolled_at') }} <= as_of.as_of_date
),

-- Locked points count when they are unlocked, cancelled ones until then.
points as (
    select
        movements.member_key,
        sum(movements.points) as points
    from {{ ref('loyalty_movements') }} as movements
    cross join {{ ref('int_as_of') }} as as_of
    where
        movements.movement_type <> 'lock'
        and not {{ is_cancelled_by_as_of('movements') }}
        and {{ shop_date('movements.occurred_at') }} <= as_of.as_of_date
    group by movements.member_key
),

placed as (
    select
        members.*,
        sum(coalesce(points.points, 0)) over (partition by members.customer_id) as points_balance,
        row_number() over (
            partition by members.customer_id
            order by
                case when members.member_status = 'active' then 0 else 1 end asc,
                members.enrolled_at desc,
                members.member_key asc
        ) as place
    from members
    left join points
        on members.member_key = points.member_key
)

select
    customer_id,
    member_status,
    tier,
    cast(
        case when {{ is_delivered("'loyalty_movements'") }} then points_balance end as decimal(18, 3)
    ) as points_balance,
    enrolled_at as member_since_at
from placed
where place = 1
