-- Only an event about one product has a product; lists and baskets have many.
with items as (
    select * from {{ ref('stg_ga4__item') }}
    where event_name in ('select_item', 'view_item', 'add_to_wishlist', 'add_to_cart', 'remove_from_cart')
)

select
    concat_ws(
        '-', coalesce(user_pseudo_id, ''), cast(event_timestamp as string), event_name,
        coalesce(bundle_sequence_id, ''), coalesce(cast(batch_event_index as string), '')
    ) as event_id,
    min(item_id) as product_id
from items
group by user_pseudo_id, event_timestamp, event_name, bundle_sequence_id, batch_event_index
having count(distinct item_id) = 1
