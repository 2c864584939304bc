-- What predicts the spending of a pool: its fit, if it stands and tells the mean of all customers, which has
-- no end unless q is above 1 (ln q above 0, by two standard errors). Where nothing was to be fitted to the
-- whole shop since its customers spend alike, their mean.
with fitted as (
    select
        pool_key,
        described_date,
        pool_kind,
        {%- for parameter in ['p', 'q', 'v'] %}
        max(case when parameter = '{{ parameter }}' then estimate end) as {{ parameter }},
        {%- endfor %}
        max(case when parameter = 'q' then ln(estimate) - 2 * standard_error / estimate end) as least_log_q
    from {{ ref('int_value_fits') }}
    where model = 'gamma_gamma' and is_converged
    group by pool_key, described_date, pool_kind
),

alike as (
    select
        pools.pool_key,
        pools.described_date,
        pools.pool_kind,
        means.p,
        means.q,
        means.v,
        'pool_mean' as spend_basis
    from {{ ref('int_value_pools') }} as pools
    inner join {{ ref('int_spend_means') }} as means
        on pools.described_date = means.described_date
    left join fitted
        on pools.pool_key = fitted.pool_key
    where pools.pool_kind = 'all' and means.is_alike and fitted.pool_key is null
)

select
    pool_key,
    described_date,
    pool_kind,
    p,
    q,
    v,
    'fitted' as spend_basis
from fitted
where least_log_q > 0
union all
select * from alike
