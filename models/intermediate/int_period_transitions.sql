{{ config(materialized='view') }}

-- One row a customer and period in which the customer bought or got money back, or had in the period before.
-- Grain by grain: what is compared is looked up once, and nothing of it is written.
{%- for grain in period_grains() %}
{{ 'with' if loop.first else '' }} {{ grain }}s as (
    select
        period_start_date,
        cast(period_start_date + interval {{ period_length(grain) }} as date) as next_start_date,
        customer_id,
        is_first_period,
        case when order_count > 0 then 1 else 0 end as is_active,
        net_amount
    from {{ ref('int_customer_periods') }}
    where grain = '{{ grain }}'
)
{{- ',\n' if not loop.last }}
{%- endfor %}

{% for grain in period_grains() %}
select
    '{{ grain }}' as grain,
    coalesce(activity.period_start_date, before.next_start_date) as period_start_date,
    coalesce(activity.customer_id, before.customer_id) as customer_id,
    coalesce(activity.is_active, 0) as is_active,
    coalesce(before.is_active, 0) as was_active,
    case when activity.is_first_period then 1 else 0 end as is_new,
    cast(coalesce(activity.net_amount, 0) as decimal(18, 2)) as net_amount,
    cast(coalesce(before.net_amount, 0) as decimal(18, 2)) as net_before_amount
from {{ grain }}s as activity
full outer join {{ grain }}s as before
    on
        activity.customer_id = before.customer_id
        and activity.period_start_date = before.next_start_date
{{ 'union all' if not loop.last }}
{% endfor %}
