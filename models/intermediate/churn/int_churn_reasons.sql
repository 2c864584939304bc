-- What raises the chance of no order in 90 days above that of the customer with average terms, and is
-- true of the customer: a row a reason, the strongest first.
with current_vectors as (
    select * from {{ ref('int_churn_vectors') }}
    where is_current and is_eligible
),

usual as (
    select
        {%- for term in churn_terms() %}
        avg({{ term }}) as {{ term }},
        {%- endfor %}
        count(*) as customer_count
    from current_vectors
),

distances as (
    {%- for reason, terms in churn_reasons().items() %}
    {%- set is_last_reason = loop.last %}
    {%- for term, direction in terms.items() %}
    select
        vectors.customer_id,
        '{{ reason }}' as reason,
        '{{ term }}' as term,
        vectors.{{ term }} - usual.{{ term }} as distance,
        {{ direction }} as direction
    from current_vectors as vectors
    cross join usual
    {{ 'union all' if not (loop.last and is_last_reason) }}
    {%- endfor %}
    {%- endfor %}
),

weighed as (
    select
        distances.customer_id,
        distances.reason,
        -- Rounded: a mean may differ in its last digit from run to run.
        round(sum(coefficients.coefficient * distances.distance), 9) as log_odds,
        max(round(distances.direction * distances.distance, 9)) as most_in_direction
    from distances
    inner join {{ ref('int_churn_coefficients') }} as coefficients
        on distances.term = coefficients.term
    inner join {{ ref('int_churn_fits') }} as fits
        on coefficients.fit_id = fits.fit_id
    where fits.is_current and fits.horizon_days = 90 and coefficients.is_converged
    group by distances.customer_id, distances.reason
)

select
    customer_id,
    reason,
    log_odds,
    cast(
        row_number() over (partition by customer_id order by log_odds desc, reason asc) as bigint
    ) as place
from weighed
where log_odds > 0 and most_in_direction > 0
