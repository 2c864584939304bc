-- The groups of customers of whom the formula is told.
with memberships as (
    select distinct memberships.customer_id
    from {{ ref('int_memberships') }} as memberships
    cross join {{ ref('int_as_of') }} as as_of
    where
        memberships.first_date <= as_of.as_of_date
        and memberships.left_date > as_of.as_of_date
),

customers as (
    select
        first_orders.customer_id,
        first_orders.brand,
        {{ acquisition_segment('sources') }} as acquisition,
        case when memberships.customer_id is null then 'not_member' else 'member' end as membership,
        states.rfm_segment
    from {{ ref('int_first_orders') }} as first_orders
    inner join {{ ref('rfm_current') }} as states
        on first_orders.customer_id = states.customer_id
    left join {{ ref('int_acquisition_sources') }} as sources
        on first_orders.customer_id = sources.customer_id
    left join memberships
        on first_orders.customer_id = memberships.customer_id
)

{% for dimension in ['rfm_segment', 'brand', 'acquisition', 'membership'] -%}
select
    '{{ dimension }}' as dimension,
    {{ dimension }} as segment,
    customer_id
from customers
{%- if dimension == 'membership' %}
where {{ is_delivered("'loyalty_members'") }}
{%- endif %}
{{ 'union all' if not loop.last }}
{% endfor %}
