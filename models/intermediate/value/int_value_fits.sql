-- What was fitted, of all models: a row a pool and parameter.
with fits as (
    {%- for model in ['int_purchase_fits', 'int_spend_fits'] %}
    select
        fit_id,
        parameter,
        estimate,
        standard_error,
        log_likelihood,
        row_count,
        step_count,
        is_converged,
        root_1,
        root_2,
        root_3,
        {{ 'root_4' if loop.first else 'cast(0 as double) as root_4' }}
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

named as (
    select
        *,
        substr(fit_id, 1, instr(fit_id, ' ') - 1) as model,
        cast(substr(fit_id, instr(fit_id, ' ') + 1) as bigint) as pool_key
    from fits
)

select
    named.*,
    pools.described_date,
    pools.pool_kind,
    pools.pool_depth,
    pools.brand,
    pools.cohort_year,
    pools.pool
from named
inner join {{ ref('int_value_pools') }} as pools
    on named.pool_key = pools.pool_key
