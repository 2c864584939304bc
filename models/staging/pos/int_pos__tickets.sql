-- Tills write the wall clock of their store; everybody else wants UTC. A time with an offset was read as UTC.
with placed as (
    select
        ticket.*,
        store.brand,
        store.country as country_code,
        coalesce(store.time_zone, '{{ var("time_zone") }}') as time_zone
    from {{ ref('stg_pos__ticket') }} as ticket
    left join {{ ref('stg_pos__store') }} as store
        on ticket.store_number = store.store_number
),

offsets as (
    {{ pos_times_with_offset('ticket', 'sold_at') }}
)

select
    placed.*,
    {{ pos_time_in_utc('placed.sold_at', 'placed.time_zone') }} as sold_at_utc
from placed
left join offsets
    on placed.ticket_number = offsets.raw_key
