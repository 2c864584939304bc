-- A movement lies in its month of the shop's calendar. Locked points are apart: they count once unlocked.
{%- set kinds = {
    'earned_points': "movement_type in ('earn', 'unlock')",
    'earned_back_points': "movement_type = 'refund'",
    'spent_points': "movement_type = 'burn'",
    'spent_back_points': "movement_type = 'return'",
    'expired_points': "movement_type = 'expire'",
    'other_points': "movement_type in ('transfer', 'adjust')",
    'net_points': "movement_type <> 'lock'",
    'locked_points': "movement_type = 'lock'",
} %}
with movements as (
    select
        movements.source_system,
        movements.member_key,
        movements.movement_type,
        movements.points,
        {{ shop_date('movements.occurred_at') }} as movement_date
    from {{ ref('loyalty_movements') }} as movements
    where not {{ is_cancelled_by_as_of('movements') }}
),

months as (
    select
        movements.source_system,
        {{ period_start('month', 'movements.movement_date') }} as movement_month,
        count(case when movements.movement_type <> 'lock' then 1 end) as movement_count,
        count(case when movements.movement_type = 'lock' then 1 end) as lock_count,
        {%- for name, condition in kinds.items() %}
        coalesce(sum(case when movements.{{ condition }} then movements.points end), 0) as {{ name }},
        {%- endfor %}
        count(distinct movements.member_key) as member_count
    from movements
    cross join {{ ref('int_as_of') }} as as_of
    where movements.movement_date <= as_of.as_of_date
    group by movements.source_system, {{ period_start('month', 'movements.movement_date') }}
)

select
    source_system,
    movement_month,
    movement_count,
    lock_count,
    member_count,
    {%- for name in kinds %}
    cast({{ name }} as decimal(18, 3)) as {{ name }},
    {%- endfor %}
    cast(
        sum(net_points) over (
            partition by source_system order by movement_month
            rows between unbounded preceding and current row
        ) as decimal(18, 3)
    ) as balance_points
from months
