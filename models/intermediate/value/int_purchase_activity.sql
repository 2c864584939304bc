-- The chance that those alike have not stopped, at each of the eight points around the parameters of the
-- marked model.
{%- set keys = ['described_date', 'model', 'pool_key', 'x', 't_x', 't'] %}
with alike as (
    select distinct
        {%- for column in keys[:-1] %}
        members.{{ column }},
        {%- endfor %}
        members.t
    from {{ ref('int_value_members') }} as members
    inner join {{ ref('int_value_model') }} as models
        on members.model = models.model
    where models.is_marked
),

states as (
    {{ purchase_states('alike', keys, '> 0') }}
)

select
    {%- for point in range(1, 9) %}
    max(case when point = {{ point }} then p_alive end) as alive_{{ point }},
    {%- endfor %}
    {{ keys | join(', ') }}
from states
group by {{ keys | join(', ') }}
