{%- set terms = churn_terms().keys() | list -%}
-- What raises a customer's chance of no order in 90 days above that of the customer with average terms: a row
-- a term, the strongest first.
with current_vectors as (
    select * from {{ ref('int_churn_vectors') }}
    where is_current and is_eligible
),

usual as (
    select
        {%- for term in terms %}
        avg({{ term }}) as {{ term }},
        {%- endfor %}
        count(*) as customer_count
    from current_vectors
),

distances as (
    {%- for term in terms %}
    select
        vectors.customer_id,
        '{{ term }}' as term,
        vectors.{{ term }} - usual.{{ term }} as distance
    from current_vectors as vectors
    cross join usual
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

weighed as (
    select
        distances.customer_id,
        distances.term,
        -- Rounded: a mean may differ in its last digit from run to run.
        round(coefficients.coefficient * distances.distance, 9) as log_odds
    from distances
    inner join {{ ref('int_churn_coefficients') }} as coefficients
        on distances.term = coefficients.term
    inner join {{ ref('int_churn_fits') }} as fits
        on coefficients.fit_id = fits.fit_id
    where fits.is_current and fits.horizon_days = 90 and coefficients.is_converged
)

select
    customer_id,
    term,
    log_odds,
    cast(
        row_number() over (partition by customer_id order by log_odds desc, term asc) as bigint
    ) as place
from weighed
where log_odds > 0
