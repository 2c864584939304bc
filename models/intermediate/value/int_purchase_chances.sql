-- The chances of each number of purchases within the horizon, of those alike, by the marked model; the mean
-- of what the eight points around its parameters say, which is how far the fit may be off.
{%- set columns = ['described_date', 'model', 'pool_key', 'x', 't_x', 't', 'horizon'] %}
with alike as (
    select distinct
        {%- for column in columns %}
        members.{{ column }},
        {%- endfor %}
        members.p
    from {{ ref('int_value_members') }} as members
    inner join {{ ref('int_value_model') }} as models
        on members.model = models.model
    where models.is_marked
),

states as (
    {{ purchase_states('alike', columns + ['p'], '> 0') }}
),

-- What three standard deviations above the mean of one who never stops do not hold has a chance of less than
-- a tenth (Cantelli).
bounded as (
    select
        *,
        (r + x) * horizon / (alpha + t) as mean,
        (r + x) * horizon / (alpha + t) * (1 + horizon / (alpha + t)) as variance
    from states
),

limited as (
    select
        *,
        least(max(ceil(mean + 3 * sqrt(variance))) over (
            partition by {{ columns | join(', ') }}
        ), 2000) as most
    from bounded
),

chances as (
    {{ count_chances('limited', columns | join(', ') ~ ', point') }}
),

meant as (
    select
        {{ columns | join(', ') }},
        p,
        purchase_count,
        round(avg(chance), 12) as chance
    from chances
    group by {{ columns | join(', ') }}, p, purchase_count
)

select
    *,
    sum(chance) over (
        partition by {{ columns | join(', ') }} order by purchase_count
        rows between unbounded preceding and current row
    ) as chance_up_to
from meant
