-- A reload, a second tag or a link in a mail tells an order again: the event first in time counts.
with events as (
    select * from {{ ref('stg_ga4__event') }}
),

purchases as (
    select
        concat_ws(
            '-', coalesce(user_pseudo_id, ''), cast(timestamp as string), name,
            coalesce(bundle_sequence_id, ''), coalesce(cast(batch_event_index as string), '')
        ) as event_id,
        ecommerce_transaction_id as order_id,
        timestamp as occurred_at
    from events
    where name = 'purchase' and ecommerce_transaction_id <> '(not set)'
)

select
    event_id,
    cast(row_number() over (partition by order_id order by occurred_at, event_id) as bigint) as telling
from purchases
