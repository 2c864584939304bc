-- Visits of a product's page and valid order lines, by the product's category.
with products as (
    select
        product_key,
        coalesce(category, department) as category
    from {{ ref('dim_products') }}
    where coalesce(category, department) is not null
),

seen as (
    select
        sessions.customer_id,
        products.category,
        count(*) as view_count,
        max(events.event_date) as last_viewed_date
    from {{ ref('events') }} as events
    inner join {{ ref('int_session_events') }} as session_events
        on events.event_key = session_events.event_key
    inner join {{ ref('fct_sessions') }} as sessions
        on session_events.session_key = sessions.session_key
    inner join products
        on {{ hash_key(['events.product_id']) }} = products.product_key
    inner join {{ ref('int_as_of') }} as as_of
        on events.event_date <= as_of.as_of_date
    where events.event_name = 'view_item' and sessions.customer_id is not null
    group by sessions.customer_id, products.category
),

bought as (
    select
        lines.customer_id,
        products.category,
        count(*) as line_count,
        sum(lines.net_amount) as net_amount,
        max(lines.order_date) as last_bought_date
    from {{ ref('fct_order_lines') }} as lines
    inner join products
        on lines.product_key = products.product_key
    where
        lines.is_valid
        and lines.customer_id is not null
        and lines.quantity > 0
        and not coalesce(lines.is_gift_card, false)
    group by lines.customer_id, products.category
),

together as (
    select
        coalesce(seen.customer_id, bought.customer_id) as customer_id,
        coalesce(seen.category, bought.category) as category,
        coalesce(seen.view_count, 0) as view_count,
        coalesce(bought.line_count, 0) as bought_line_count,
        cast(coalesce(bought.net_amount, 0) as decimal(18, 2)) as bought_net_amount,
        seen.last_viewed_date,
        bought.last_bought_date
    from seen
    full outer join bought
        on seen.customer_id = bought.customer_id and seen.category = bought.category
)

select
    customer_id,
    category,
    view_count,
    bought_line_count,
    bought_net_amount,
    -- Of two equal ones the one of the last date, then the first of the alphabet.
    view_count > 0 and row_number() over (
        partition by customer_id order by view_count desc, last_viewed_date desc nulls last, category asc
    ) = 1 as is_top_viewed,
    bought_line_count > 0 and row_number() over (
        partition by customer_id
        order by
            bought_line_count desc, bought_net_amount desc, last_bought_date desc nulls last, category asc
    ) = 1 as is_top_bought,
    last_viewed_date,
    last_bought_date
from together
