with segments as (
    select * from {{ ref('int_period_segments') }}
),

counted as (
    {%- for dimension in ['brand', 'channel', 'country', 'acquisition', 'membership', 'rfm_segment'] %}
    select
        grain,
        '{{ dimension }}' as dimension,
        {{ dimension }} as segment,
        period_start_date,
        {{ retention_counts() }}
    from segments
    {%- if dimension == 'membership' %}
    where {{ is_delivered("'loyalty_members'") }}
    {%- endif %}
    group by grain, {{ dimension }}, period_start_date
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    counted.grain,
    counted.dimension,
    counted.segment,
    {{ retention_figures('counted') }},
    periods.is_complete_period,
    counted.period_start_date,
    periods.period_end_date
from counted
inner join {{ ref('int_periods') }} as periods
    on
        counted.grain = periods.grain
        and counted.period_start_date = periods.period_start_date
