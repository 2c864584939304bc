-- What stands before and after each border, per system and entity: rows and amounts that must be equal.
with raw_counts as (
    select * from {{ ref('raw_counts') }}
),

-- What the shop does not take from a system ends in staging.
delivered as (
    select
        raw_counts.*,
        coalesce(conformed.row_count, 0) as conformed_row_count,
        coalesce(conformed.amount, 0) as conformed_amount
    from raw_counts
    left join {{ ref('int_conformed_totals') }} as conformed
        on raw_counts.source_system = conformed.source_system and raw_counts.entity = conformed.entity
    where {{ is_delivered_by('raw_counts.source_system', 'raw_counts.entity') }}
)

select
    source_system,
    raw_table as entity,
    'raw_to_staging' as border,
    'rows' as measure,
    cast(raw_row_count as decimal(18, 2)) as value_before,
    cast(staged_row_count + quarantined_row_count as decimal(18, 2)) as value_after
from raw_counts
union all
select
    source_system,
    raw_table as entity,
    'raw_to_staging' as border,
    'amount' as measure,
    raw_amount as value_before,
    staged_amount + quarantined_amount as value_after
from raw_counts
where raw_amount is not null
{%- for measure, column in {'rows': 'row_count', 'amount': 'amount'}.items() %}
union all
select
    source_system,
    entity,
    'staging_to_conformed' as border,
    '{{ measure }}' as measure,
    cast(staged_{{ column }} as decimal(18, 2)) as value_before,
    conformed_{{ column }} as value_after
from delivered
where staged_{{ column }} is not null
{%- endfor %}
union all
select
    source_system,
    entity,
    'conformed_to_mart' as border,
    measure,
    value_before,
    value_after
from {{ ref('int_mart_totals') }}
