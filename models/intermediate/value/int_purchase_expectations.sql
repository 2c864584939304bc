-- What to expect of those alike if they have not stopped: both models from earlier evenings, the marked one
-- from as_of.
{%- set keys = 'described_date, model, pool_key, x, t' %}
with alike as (
    select distinct
        members.described_date,
        members.model,
        members.pool_key,
        members.x,
        members.t
    from {{ ref('int_value_members') }} as members
    inner join {{ ref('int_value_model') }} as models
        on members.model = models.model
    where models.is_marked or not members.is_current
),

shapes as (
    select
        alike.*,
        alike.described_date as horizon_set,
        parameters.a,
        parameters.r + alike.x as shape,
        parameters.alpha + alike.t as age,
        parameters.b + alike.x + parameters.shift as stays
    from alike
    inner join {{ ref('int_purchase_parameters') }} as parameters
        on alike.model = parameters.model and alike.pool_key = parameters.pool_key
    where parameters.point = 0
),

horizons as (
    select
        *,
        described_date as horizon_set
    from {{ ref('int_value_horizons') }}
),

expected as (
    {{ expected_purchases('shapes', keys, 'horizons') }}
)

select
    expected.described_date,
    expected.model,
    expected.pool_key,
    expected.x,
    expected.t,
    {%- for kind in ['30d', '90d', 'horizon'] %}
    round(max(
        case when horizons.horizon_kind = '{{ kind }}' then expected.expected_purchases end
    ), 9) as expected_{{ kind }},
    {%- endfor %}
    round(sum(expected.expected_purchases * horizons.weight_12m), 9) as discounted_12m,
    round(sum(expected.expected_purchases * horizons.weight_36m), 9) as discounted_36m
from expected
inner join horizons
    on expected.described_date = horizons.described_date and expected.horizon = horizons.horizon
group by expected.described_date, expected.model, expected.pool_key, expected.x, expected.t
