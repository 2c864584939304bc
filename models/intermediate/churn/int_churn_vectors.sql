-- What the churn score looks at, as numbers: see macros/scoring/churn_terms.sql. Rounded, as logarithms
-- of two engines differ in their last digit.
select
    customer_id,
    {%- for name, term in churn_terms().items() %}
    round(cast({{ term }} as double), 9) as {{ name }},
    {%- endfor %}
    is_month_end,
    is_current,
    -- Who came this month has no month of silence to tell from.
    customer_age_days >= 30 as is_eligible,
    described_date
from {{ ref('int_churn_features') }}
