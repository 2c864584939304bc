-- The membership of each customer that began last, and the points of all of them on the evening of as_of.
with members as (
    select
        customer_map.customer_id,
        members.member_key,
        members.tier,
        members.enrolled_at,
        case when {{ is_member('members') }} then 'active' else members.member_status end as member_status
    from {{ ref('loyalty_members') }} as members
    inner join {{ ref('int_customer_map') }} as customer_map
        on members.member_key = customer_map.customer_record_key
    cross join {{ ref('int_as_of') }} as as_of
    where {{ shop_date('members.enrolled_at') }} <= as_of.as_of_date
),

-- Locked points count when they are unlocked, cancelled ones never.
points as (
    select
        movements.member_key,
        sum(movements.points) as points
    from {{ ref('loyalty_movements') }} as movements
    cross join {{ ref('int_as_of') }} as as_of
    where
        movements.movement_type <> 'lock'
        and not coalesce(movements.is_cancelled, false)
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
