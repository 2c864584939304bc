-- What to expect of those alike if they have not stopped: both models from earlier evenings, the marked one
-- from as_of. Millions of terms are summed by the number of a state, and not by its five columns.
{%- set keys = ['described_date', 'model', 'pool_key', 'x', 't'] %}
with states as (
    select
        {%- for column in keys %}
        members.{{ column }},
        {%- endfor %}
        row_number() over (order by members.{{ keys | join(', members.') }}) as state_number
    from {{ ref('int_value_members') }} as members
    inner join {{ ref('int_value_model') }} as models
        on members.model = models.model
    where models.is_marked or not members.is_current
    group by members.{{ keys | join(', members.') }}
),

shapes as (
    select
        states.state_number,
        states.described_date as horizon_set,
        parameters.a,
        parameters.r + states.x as shape,
        parameters.alpha + states.t as age,
        parameters.b + states.x + parameters.shift as stays
    from states
    inner join {{ ref('int_purchase_parameters') }} as parameters
        on states.model = parameters.model and states.pool_key = parameters.pool_key
    where parameters.point = 0
),

horizons as (
    select
        *,
        described_date as horizon_set
    from {{ ref('int_value_horizons') }}
),

expected as (
    {{ expected_purchases('shapes', 'state_number, horizon_set', 'horizons') }}
)

select
    {%- for column in keys %}
    states.{{ column }},
    {%- endfor %}
    {%- for kind in ['30d', '90d', 'horizon', '36m'] %}
    round(max(
        case when horizons.horizon_kind = '{{ kind }}' then expected.expected_purchases end
    ), 9) as expected_{{ kind }},
    {%- endfor %}
    round(sum(expected.expected_purchases * horizons.weight_12m), 9) as discounted_12m,
    round(sum(expected.expected_purchases * horizons.weight_36m), 9) as discounted_36m
from expected
inner join horizons
    on expected.horizon_set = horizons.horizon_set and expected.horizon = horizons.horizon
inner join states
    on expected.state_number = states.state_number
group by states.{{ keys | join(', states.') }}, states.state_number
