with channels as (
    select
        customer_id,
        {{ joined_texts('channel') }} as channels_seen,
        {{ joined_texts('case when is_bought then channel end') }} as channels_bought,
        sum(touch_count) as touch_count,
        sum(order_count) as order_count,
        {%- for channel in touch_channels() %}
        min(case when channel = '{{ channel }}' then first_touch_at end) as first_{{ channel }}_at,
        max(case when channel = '{{ channel }}' then last_touch_at end) as last_{{ channel }}_at,
        {%- endfor %}
        min(first_touch_at) as first_touch_at,
        max(last_touch_at) as last_touch_at
    from {{ ref('profile_channels') }}
    group by customer_id
),

interests as (
    select
        customer_id,
        max(case when is_top_bought then category end) as top_bought_category,
        max(case when is_top_viewed then category end) as top_viewed_category
    from {{ ref('profile_interests') }}
    group by customer_id
),

orders as (
    select * from {{ ref('fct_orders') }}
    where is_valid and customer_id is not null
),

returns as (
    select
        customer_id,
        count(case when returned_channel is not null then 1 end) as returned_order_count,
        -- Where one of the orders' systems delivers no refunds, what came back is not known.
        count(*) = count(refunded_amount) as is_return_known
    from orders
    group by customer_id
),

-- Where most was bought; of two the one bought in last.
stores as (
    select
        customer_id,
        store_key,
        row_number() over (
            partition by customer_id order by count(*) desc, max(ordered_at) desc, store_key asc
        ) as place
    from orders
    where store_key is not null
    group by customer_id, store_key
)

select
    customers.customer_id,
    channels.channels_seen,
    channels.channels_bought,
    acquisition.first_touch_channel as acquisition_channel,
    acquisition.acquisition_source,
    acquisition.acquisition_medium,
    acquisition.acquisition_campaign,
    interests.top_bought_category,
    interests.top_viewed_category,
    dim_stores.store_id as favourite_store_id,
    described.store_name as favourite_store_name,
    cast(coalesce(channels.touch_count, 0) as bigint) as touch_count,
    cast(coalesce(channels.order_count, 0) as bigint) as order_count,
    case when returns.is_return_known then returns.returned_order_count end as returned_order_count,
    {%- for channel in touch_channels() %}
    channels.first_{{ channel }}_at,
    channels.last_{{ channel }}_at,
    {%- endfor %}
    channels.first_touch_at,
    channels.last_touch_at
from {{ ref('dim_customers') }} as customers
left join channels
    on customers.customer_id = channels.customer_id
left join {{ ref('profile_acquisition') }} as acquisition
    on customers.customer_id = acquisition.customer_id
left join interests
    on customers.customer_id = interests.customer_id
left join returns
    on customers.customer_id = returns.customer_id
left join stores
    on customers.customer_id = stores.customer_id and stores.place = 1
left join {{ ref('dim_stores') }} as dim_stores
    on stores.store_key = dim_stores.store_key
left join {{ ref('stores') }} as described
    on stores.store_key = described.store_key
