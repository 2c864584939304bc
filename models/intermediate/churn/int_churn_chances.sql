{%- set terms = churn_terms().keys() | list -%}
-- Each customer's chance of no order within a horizon, by every regression on the evening it was fitted for.
with coefficients as (
    select
        fit_id,
        {%- for term in ['intercept'] + terms %}
        max(case when term = '{{ term }}' then coefficient end) as {{ term }},
        {%- endfor %}
        max(row_count) as row_count,
        max(event_count) as event_count
    from {{ ref('int_churn_coefficients') }}
    where is_converged
    group by fit_id
),

fits as (
    select
        fits.*,
        {%- for term in ['intercept'] + terms %}
        coefficients.{{ term }},
        {%- endfor %}
        {{ safe_divide('coefficients.event_count', 'coefficients.row_count') }} as base_rate
    from {{ ref('int_churn_fits') }} as fits
    inner join coefficients
        on fits.fit_id = coefficients.fit_id
),

scored as (
    select
        vectors.customer_id,
        vectors.described_date,
        fits.model,
        fits.horizon_days,
        fits.is_current,
        fits.base_rate,
        1 / (1 + exp(-(
            fits.intercept
            {%- for term in terms %}
            + fits.{{ term }} * vectors.{{ term }}
            {%- endfor %}
        ))) as chance
    from fits
    inner join {{ ref('int_churn_vectors') }} as vectors
        on fits.trained_until = vectors.described_date
    where vectors.is_eligible
)

select
    scored.customer_id,
    scored.model,
    scored.horizon_days,
    scored.is_current,
    scored.base_rate,
    scored.chance,
    case
        when scored.is_current then null
        when
            {{ no_order_within('outcomes.days_to_next_order', 'scored.horizon_days') }}
            then cast(1 as double)
        else cast(0 as double)
    end as outcome,
    scored.described_date
from scored
inner join {{ ref('int_churn_outcomes') }} as outcomes
    on
        scored.customer_id = outcomes.customer_id
        and scored.described_date = outcomes.described_date
