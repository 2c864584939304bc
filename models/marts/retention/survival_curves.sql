{%- set z = 1.959963984540054 -%}
with times as (
    select * from {{ ref('int_survival_times') }}
),

-- Every curve begins with everybody.
from_zero as (
    select * from times
    union all
    select
        curve,
        stratum,
        0 as duration_days,
        0 as event_count,
        0 as censored_count
    from times
    group by curve, stratum
    having min(duration_days) > 0
),

{%- set greenwood %}
        case
            when event_count < at_risk_count
                then cast(event_count as double) / at_risk_count / (at_risk_count - event_count)
        end
{%- endset %}

summed as (
    {{ product_limit('from_zero', ['curve', 'stratum'], {'greenwood': greenwood}) }}
)

select
    summed.curve,
    summed.stratum,
    summed.duration_days,
    cast(summed.at_risk_count as bigint) as at_risk,
    cast(summed.event_count as bigint) as events,
    cast(summed.censored_count as bigint) as censored,
    {{ survival() }} as survival,
    case
        when summed.event_count < summed.at_risk_count
            then exp(summed.log_survival) * sqrt(summed.greenwood)
    end as standard_error,
    {%- for name, deviations in [('low', z), ('high', -z)] %}
    case
        when summed.event_count < summed.at_risk_count and summed.log_survival < 0
            then exp(summed.log_survival * exp(
                {{ deviations }} * sqrt(summed.greenwood) / abs(summed.log_survival)
            ))
    end as ci_{{ name }},
    {%- endfor %}
    as_of.as_of_date
from summed
cross join {{ ref('int_as_of') }} as as_of
