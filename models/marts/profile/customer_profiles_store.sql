-- What somebody behind the till needs to greet a customer who shows a card, and no more. Interests are
-- told of those who allow profiling; who asks to be erased is not in it.
with erasures as (
    select distinct customer_id
    from {{ ref('consent_state') }}
    where purpose = 'erasure' and is_granted
)

select
    customer_id,
    loyalty_card,
    first_name,
    language_code,
    tier,
    points_balance,
    case when is_profiling_allowed then top_bought_category end as top_bought_category,
    case when is_profiling_allowed then top_viewed_category end as top_viewed_category,
    favourite_store_name,
    open_ticket_count,
    last_order_date
from {{ ref('customer_profiles') }}
where
    (purchase_state = 'purchased' or member_status = 'active')
    and customer_id not in (select erasures.customer_id from erasures)
