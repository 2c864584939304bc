with placed as (
    select
        customer.*,
        store.brand,
        coalesce(store.time_zone, '{{ var("time_zone") }}') as time_zone
    from {{ ref('stg_pos__customer') }} as customer
    left join {{ ref('stg_pos__store') }} as store
        on customer.store_number = store.store_number
)

select
    *,
    {{ to_utc('created_at', 'time_zone') }} as created_at_utc
from placed
