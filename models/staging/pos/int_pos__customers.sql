with placed as (
    select
        customer.*,
        store.brand,
        coalesce(store.time_zone, '{{ var("time_zone") }}') as time_zone
    from {{ ref('stg_pos__customer') }} as customer
    left join {{ ref('stg_pos__store') }} as store
        on customer.store_number = store.store_number
),

offsets as (
    {{ pos_times_with_offset('customer', 'created_at') }}
)

select
    placed.*,
    {{ pos_time_in_utc('placed.created_at', 'placed.time_zone') }} as created_at_utc
from placed
left join offsets
    on placed.customer_number = offsets.raw_key
