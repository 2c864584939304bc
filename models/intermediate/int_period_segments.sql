-- The transitions of periods, with what the customer is or was as they begin; RFM is told of months' ends.
{%- set month_start = period_start('month', 'transitions.period_start_date') %}
with transitions as (
    select
        transitions.*,
        cast({{ dbt.dateadd('day', -1, 'transitions.period_start_date') }} as date) as eve_date,
        cast({{ dbt.dateadd('day', -1, month_start) }} as date) as month_end_date
    from {{ ref('int_period_transitions') }} as transitions
),

memberships as (
    select * from {{ ref('int_memberships') }}
),

members as (
    select distinct
        transitions.customer_id,
        transitions.eve_date
    from transitions
    inner join memberships
        on
            transitions.customer_id = memberships.customer_id
            and transitions.eve_date >= memberships.first_date
            and transitions.eve_date < memberships.left_date
),

states as (
    select * from {{ ref('rfm_history') }}
)

select
    transitions.*,
    first_orders.brand,
    first_orders.channel,
    first_orders.country,
    {{ acquisition_segment('sources') }} as acquisition,
    case when members.customer_id is null then 'not_member' else 'member' end as membership,
    coalesce(states.rfm_segment, 'not_yet_purchased') as rfm_segment
from transitions
inner join {{ ref('int_first_orders') }} as first_orders
    on transitions.customer_id = first_orders.customer_id
left join {{ ref('int_acquisition_sources') }} as sources
    on transitions.customer_id = sources.customer_id
left join members
    on
        transitions.customer_id = members.customer_id
        and transitions.eve_date = members.eve_date
left join states
    on
        transitions.customer_id = states.customer_id
        and transitions.month_end_date = states.month_end_date
