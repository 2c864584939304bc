{# Better candidates first; the record's key and the value only so that a tie has one end. #}
{%- set better_first = 'order by is_unreadable asc, is_verified desc, priority asc, '
    ~ 'observed_at desc nulls last, record_key asc, value asc' -%}
with rules as (
    {%- for field, rule in profile_fields().items() %}
    select '{{ field }}' as field, '{{ rule }}' as rule_field
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- One damaged part damages a whole address: it would be taken with the rest, or leave a hole in it.
candidates as (
    select
        candidates.*,
        rules.rule_field,
        candidates.is_damaged or (rules.rule_field = 'address' and bool_or(candidates.is_damaged) over (
            partition by candidates.customer_id, rules.rule_field, candidates.record_key
        )) as is_unreadable,
        coalesce(of_system.priority, of_others.priority) as priority
    from {{ ref('int_profile_candidates') }} as candidates
    inner join rules
        on candidates.field = rules.field
    left join {{ ref('survivorship_rules') }} as of_system
        on rules.rule_field = of_system.field and candidates.source_system = of_system.source_system
    left join {{ ref('survivorship_rules') }} as of_others
        on rules.rule_field = of_others.field and of_others.source_system = '*'
),

-- The record is chosen by rule, so that an address is taken whole; its value of each field follows.
placed as (
    select
        *,
        first_value(record_key) over (
            partition by customer_id, rule_field {{ better_first }}
        ) as chosen_record_key,
        row_number() over (
            partition by customer_id, field {{ better_first }}
        ) as place,
        first_value(value) over (
            partition by customer_id, field {{ better_first }}
        ) as best_value
    from candidates
),

counted as (
    select
        customer_id,
        field,
        count(*) as candidate_count,
        count(distinct value) as value_count,
        min(case when value <> best_value then place end) as next_place
    from placed
    group by customer_id, field
)

select
    placed.customer_id,
    placed.field,
    placed.value,
    placed.source_system,
    placed.record_key,
    case
        when next_best.value is null then 'only_value'
        when next_best.is_unreadable and not placed.is_unreadable then 'readable'
        when placed.is_verified and not next_best.is_verified then 'verified'
        when placed.priority < next_best.priority then 'source_priority'
        when next_best.observed_at is null and placed.observed_at is not null then 'most_recent'
        when placed.observed_at > next_best.observed_at then 'most_recent'
        else 'tie'
    end as rule,
    counted.candidate_count,
    counted.value_count,
    placed.is_verified,
    counted.value_count > 1 as is_contested,
    placed.observed_at
from placed
inner join counted
    on placed.customer_id = counted.customer_id and placed.field = counted.field
left join placed as next_best
    on
        placed.customer_id = next_best.customer_id
        and placed.field = next_best.field
        and counted.next_place = next_best.place
where placed.place = 1 and placed.record_key = placed.chosen_record_key
