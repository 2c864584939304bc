-- The parameters of the fits of buying that stand. Point 0 is where the likelihood is highest. The eight
-- others stand for what the fit does not know: each root of the covariance of the logarithms, twice, to
-- either side. Together they have its mean and covariance (Julier and Uhlmann 1997).
with points as (
    {%- for point in range(9) %}
    select
        {{ point }} as point,
        {{ (point + 1) // 2 }} as root_number,
        {{ 0 if not point else 2 if point % 2 else -2 }} as roots
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

placed as (
    select
        fits.model,
        fits.pool_key,
        fits.parameter,
        points.point,
        ln(fits.estimate) + points.roots * case points.root_number
            when 1 then fits.root_1
            when 2 then fits.root_2
            when 3 then fits.root_3
            when 4 then fits.root_4
            else 0
        end as log_place
    from {{ ref('int_value_fits') }} as fits
    cross join points
    where fits.is_converged and fits.model <> 'gamma_gamma'
)

select
    model,
    pool_key,
    point,
    {%- for parameter in ['r', 'alpha', 'a', 'b'] %}
    -- Within the bounds of the fits.
    exp(greatest(least(
        max(case when parameter = '{{ parameter }}' then log_place end), 15
    ), -15)) as {{ parameter }},
    {%- endfor %}
    -- MBG/NBD lets customers stop after their first purchase already.
    case when model = 'mbg_nbd' then 1 else 0 end as shift
from placed
group by model, pool_key, point
