-- A member is a customer record too, and has said yes or no to two purposes on joining; who asked to be
-- erased is a third change.
{%- set sign = "case when type in ('spending', 'expired', 'p2p_spending') then -1 else 1 end" %}
with counts as (
    {{ raw_counts_from('loyalty', {
        'member': {'entity': 'loyalty_members', 'day': 'createdAt'},
        'unit_transfer': {
            'entity': 'loyalty_movements',
            'raw_amount': sign ~ ' * ' ~ parse_number('points', 'decimal(18, 2)'),
            'staged_amount': sign ~ ' * points',
        },
        'tier': {},
        'tier_change': {'entity': 'loyalty_tier_changes'},
        'reward': {},
        'reward_redemption': {},
        'challenge': {},
        'challenge_progress': {},
    }) }}
),

consents as (
    select
        createdat as changed_at,
        2 as row_count
    from {{ ref('stg_loyalty__member') }}
    union all
    select
        anonymizedat as changed_at,
        1 as row_count
    from {{ ref('stg_loyalty__member') }}
    where anonymizedat is not null
)

select * from counts
union all
{{ counted_apart('loyalty', {
    'member (records)': {'entity': 'customer_records', 'from': ref('stg_loyalty__member'), 'day': 'createdat'},
    'member (agreements)': {
        'entity': 'consents', 'from': 'consents', 'rows': 'sum(row_count)', 'day': 'changed_at',
    },
}) }}
