-- Every customer of a period is in one segment of each dimension, so the segments make up the whole.
{%- set measures = [
    'start_customers', 'end_customers', 'new_customers', 'reactivated_customers', 'churned_customers',
    'start_net_amount', 'end_net_amount', 'retained_net_amount',
    'brought_net_amount', 'brought_again_net_amount',
] %}

with summed as (
    select
        grain,
        dimension,
        period_start_date,
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        count(*) as segment_count
    from {{ ref('retention_by_segment') }}
    group by grain, dimension, period_start_date
)

select
    summed.grain,
    summed.dimension,
    summed.period_start_date
from summed
inner join {{ ref('retention_periods') }} as whole
    on
        summed.grain = whole.grain
        and summed.period_start_date = whole.period_start_date
where
    summed.segment_count is null
    {%- for measure in measures %}
    or summed.{{ measure }} <> whole.{{ measure }}
    {%- endfor %}
