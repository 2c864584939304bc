-- Which model of buying predicts: the one that can say more of the customers today; of two that can say as
-- much, the one under which what came after the earlier evenings was likelier, on evenings from which both
-- look; where there are none, the one that looks from more; BG/NBD where nothing tells them apart.
{%- set columns = ['model', 'pool_key', 'x', 't_x', 't', 'horizon', 'later_purchase_count'] %}
with alike as (
    select
        {{ columns | join(', ') }},
        later_purchase_count as most,
        count(*) as customer_count
    from {{ ref('int_value_members') }}
    where not is_current and model_count = 2
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
    select
        model,
        cast(count(case when is_current then 1 end) as bigint) as current_customer_count,
        count(case when not is_current then 1 end) as earlier_count
    from {{ ref('int_value_members') }}
    group by model
),

ranked as (
    select
        models.*,
        judged.forecast_count,
        judged.log_likelihood,
        row_number() over (
            order by
                models.current_customer_count desc,
                judged.log_likelihood desc nulls last,
                models.earlier_count desc,
                models.model asc
        ) = 1 as is_marked,
        min(models.current_customer_count) over () < models.current_customer_count
        or (judged.log_likelihood is null and min(models.earlier_count) over () < models.earlier_count)
        or count(*) over () = 1 as says_more
    from models
    left join judged
        on models.model = judged.model
)

select
    model,
    current_customer_count,
    forecast_count,
    log_likelihood,
    is_marked,
    case
        when not is_marked then null
        when says_more then 'fit'
        when log_likelihood is not null then 'holdout'
        else 'default'
    end as mark_basis
from ranked
