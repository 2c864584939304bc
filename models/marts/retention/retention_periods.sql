with periods as (
    select * from {{ ref('int_periods') }}
),

counted as (
    select
        {%- for name in retention_terms() %}
        sum({{ name }}) as {{ name }},
        {%- endfor %}
        grain,
        period_start_date
    from {{ ref('int_period_states') }}
    group by grain, period_start_date
)

select
    periods.grain,
    {{ retention_figures('counted') }},
    periods.is_complete_period,
    periods.period_start_date,
    periods.period_end_date
from periods
left join counted
    on
        periods.grain = counted.grain
        and periods.period_start_date = counted.period_start_date
