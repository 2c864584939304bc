-- How likely each model of buying held what came after the earlier evenings; the one that held it likelier
-- predicts. BG/NBD where no evening judges.
{%- set columns = ['model', 'pool_key', 'x', 't_x', 't', 'horizon', 'later_purchase_count'] %}
with alike as (
    select
        {{ columns | join(', ') }},
        later_purchase_count as most,
        count(*) as customer_count
    from {{ ref('int_value_members') }}
    where not is_current
    group by {{ columns | join(', ') }}
),

states as (
    {{ purchase_states('alike', columns + ['most', 'customer_count'], '= 0') }}
),

chances as (
    {{ count_chances('states', columns | join(', ')) }}
),

judged as (
    select
        model,
        cast(sum(customer_count) as bigint) as forecast_count,
        round(sum(customer_count * ln(greatest(chance, 1e-300))), 4) as log_likelihood
    from chances
    where purchase_count = later_purchase_count
    group by model
),

models as (
    select distinct model from {{ ref('int_value_members') }}
)

select
    models.model,
    judged.forecast_count,
    judged.log_likelihood,
    row_number() over (order by judged.log_likelihood desc nulls last, models.model asc) = 1 as is_marked
from models
left join judged
    on models.model = judged.model
