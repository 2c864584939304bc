{{ config(**materialized_by_key('part_key', "{{ forget_empty_rows('record_key') }}")) }}
-- Each record and identifier, with the rule's strength, or with the reason why the two are not linked. That
-- is judged again where a record that holds the identifier tells something else.
with facts as (
    {{ facts_of_records() }}
),

fingerprints as (
    {{ record_fingerprints(ref('int_identity_values'), 'facts') }}
),

{% if is_incremental() -%}
changed as (
    {{ other_fingerprints('fingerprints', this, 'record_key', 'record_fingerprint') }}
),

touched as (
    {{ touched_parts(ref('int_identity_values'), 'changed') }}
),

{% endif -%}
judged as (
    {{ values_to_judge(ref('int_identity_values'), 'touched') }}
),

crowds as (
    {{ crowds_of('judged', 'facts') }}
),

periods as (
    {{ periods_of_use('judged') }}
),

counted as (
    select
        *,
        sum(case when is_usable then 1 else 0 end) over (
            partition by record_key, identifier_kind
        ) as values_of_record
    from periods
)

select
    counted.record_key,
    counted.identifier_key,
    case
        when counted.breaks_before = 0 then counted.identifier_key
        else {{ hash_key(["'period'", 'counted.identifier_key', 'counted.breaks_before']) }}
    end as link_key,
    counted.identifier_kind,
    counted.strength,
    counted.first_seen_at,
    case
        when counted.refused_reason is not null then counted.refused_reason
        when counted.values_of_record > counted.max_values_per_record then 'too_many_values_on_record'
        when crowds.values_beside > counted.max_values_beside then 'too_many_values_beside'
        when crowds.birth_dates > counted.max_birth_dates then 'several_birth_dates'
        when crowds.places > counted.max_places then 'too_many_places'
        when counted.uses_of_period = 1 and counted.uses_of_value > 1 then 'outside_window'
    end as refused_reason,
    fingerprints.record_fingerprint,
    {{ 'touched' if is_incremental() else 'counted' }}.part_key
from {{ parts_with_rows('touched', 'counted') }}
left join crowds
    on counted.identifier_key = crowds.identifier_key
left join fingerprints
    on counted.record_key = fingerprints.record_key
