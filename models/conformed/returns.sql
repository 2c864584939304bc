with delivered as (
    {{ conform('returns') }}
)

-- What comes back has the channel of its order, beside the one by which it comes.
select
    delivered.*,
    orders.channel
from delivered
{{ join_order_of('delivered') }}
