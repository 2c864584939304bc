-- The chances of each number of purchases within the horizon, and within 36 months of as_of, of those of an
-- age who bought as often and are still active, by the marked model: at each of the eight points around its
-- parameters, which stand for how far the fit may be off. When they last bought tells only whether they are
-- active. Engines agree on twelve decimals.
{%- set keys = ['described_date', 'model', 'pool_key', 'x', 't', 'horizon_kind'] %}
with alike as (
    select distinct
        {%- for column in keys[:-1] %}
        members.{{ column }},
        {%- endfor %}
        horizons.horizon_kind,
        horizons.horizon,
        members.p
    from {{ ref('int_value_members') }} as members
    inner join {{ ref('int_value_model') }} as models
        on members.model = models.model
    inner join {{ ref('int_value_horizons') }} as horizons
        on members.described_date = horizons.described_date
    where models.is_marked and horizons.horizon_kind in ('horizon', '36m')
),

numbered as (
    select
        *,
        row_number() over (order by {{ keys | join(', ') }}) as state_number,
        t as t_x
    from alike
),

states as (
    {{ purchase_states('numbered', keys + ['horizon', 'p', 'state_number', 't_x'], '> 0') }}
),

-- What three standard deviations above the mean of one who never stops do not hold has a chance of less than
-- a tenth (Cantelli).
bounded as (
    select
        {%- for column in keys + ['horizon', 'p', 'state_number', 'point', 'r', 'alpha', 'a', 'b', 'shift'] %}
        {{ column }},
        {%- endfor %}
        cast(1 as double) as p_alive,
        (r + x) * horizon / (alpha + t) as mean,
        (r + x) * horizon / (alpha + t) * (1 + horizon / (alpha + t)) as variance
    from states
),

limited as (
    select
        *,
        least(max(ceil(mean + 3 * sqrt(variance))) over (partition by state_number), 2000) as most
    from bounded
),

chances as (
    {{ count_chances('limited', 'state_number, point') }}
),

pivoted as (
    select
        {{ keys | join(', ') }},
        state_number,
        p,
        {%- for point in range(1, 9) %}
        round(max(case when point = {{ point }} then chance end), 12) as chance_{{ point }},
        {%- endfor %}
        purchase_count
    from chances
    group by {{ keys | join(', ') }}, state_number, p, purchase_count
)

select
    {{ keys | join(', ') }},
    purchase_count,
    {%- for point in range(1, 9) %}
    chance_{{ point }},
    sum(chance_{{ point }}) over up_to as up_to_{{ point }},
    {%- endfor %}
    case when purchase_count > 0 then {{ digamma('p * purchase_count') }} end as log_mean,
    case when purchase_count > 0 then {{ trigamma('p * purchase_count') }} end as log_variance
from pivoted
window up_to as (
    partition by state_number order by purchase_count rows between unbounded preceding and current row
)
