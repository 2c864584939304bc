{%- set terms = churn_terms().keys() | list -%}
{{ config(materialized='logistic_fits', features=terms) }}
select
    fits.fit_id,
    {%- for term in terms %}
    {{ 'vectors.' ~ term if loop.first else
        "case when fits.model = 'all_terms' then vectors." ~ term ~ ' else cast(0 as double) end' }} as {{ term }},
    {%- endfor %}
    case
        when {{ no_order_within('outcomes.days_to_next_order', 'fits.horizon_days') }} then cast(1 as double)
        else cast(0 as double)
    end as outcome
from {{ ref('int_churn_vectors') }} as vectors
inner join {{ ref('int_churn_outcomes') }} as outcomes
    on
        vectors.customer_id = outcomes.customer_id
        and vectors.described_date = outcomes.described_date
-- A month's end is learnt from once its horizon is over.
inner join {{ ref('int_churn_fits') }} as fits
    on {{ days_between('vectors.described_date', 'fits.trained_until') }} >= fits.horizon_days
where
    vectors.is_month_end
    and vectors.is_eligible
    and mod(abs(vectors.customer_id), fits.one_in) = 0
