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

at_risk as (
    select
        *,
        sum(event_count + censored_count) over (
            partition by curve, stratum
            order by duration_days
            rows between current row and unbounded following
        ) as at_risk_count
    from from_zero
),

-- Logarithms of the product-limit estimate and Greenwood's sum. Where all who are left have the event, the
-- estimate is zero and neither is defined; nobody is at risk after that.
summed as (
    select
        *,
        sum(case
            when event_count < at_risk_count
                then ln(1 - {{ safe_divide('event_count', 'at_risk_count') }})
        end) over so_far as log_survival,
        sum(case
            when event_count < at_risk_count
                then cast(event_count as double) / at_risk_count / (at_risk_count - event_count)
        end) over so_far as greenwood
    from at_risk
    window so_far as (
        partition by curve, stratum
        order by duration_days
        rows between unbounded preceding and current row
    )
)

select
    summed.curve,
    summed.stratum,
    summed.duration_days,
    cast(summed.at_risk_count as bigint) as at_risk,
    cast(summed.event_count as bigint) as events,
    cast(summed.censored_count as bigint) as censored,
    case when summed.event_count = summed.at_risk_count then 0 else exp(summed.log_survival) end as survival,
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
