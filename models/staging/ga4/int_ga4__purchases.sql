-- A reload, a second tag or a link in a mail tells an order again: the event first in time counts.
select
    event_id,
    cast(row_number() over (partition by order_id order by timestamp, event_id) as bigint) as telling
from {{ ref('int_ga4__events') }}
where name = 'purchase' and order_id is not null
