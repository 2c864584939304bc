-- Tills write the wall clock of their store; everybody else wants UTC.
select
    ticket.*,
    store.brand,
    store.country as country_code,
    coalesce(store.time_zone, '{{ var("time_zone") }}') as time_zone,
    {{ to_utc('ticket.sold_at', "coalesce(store.time_zone, '" ~ var('time_zone') ~ "')") }} as sold_at_utc
from {{ ref('stg_pos__ticket') }} as ticket
left join {{ ref('stg_pos__store') }} as store
    on ticket.store_number = store.store_number
