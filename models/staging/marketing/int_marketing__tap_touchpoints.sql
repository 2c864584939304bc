-- What the tap does not say is taken from the post, where that landed.
with taps as (
    select * from {{ ref('stg_marketing__social_tap') }}
),

posts as (
    select * from {{ ref('stg_marketing__social_post') }}
)

select
    'tap-' || taps.tap_id as touchpoint_id,
    'social_tap' as touchpoint_type,
    'social' as channel,
    cast(null as string) as customer_record_id,
    taps.device_id,
    cast(null as string) as email,
    taps.post_id as content_id,
    taps.sku as product_id,
    cast(null as string) as variant,
    coalesce(taps.platform, posts.platform) as source,
    coalesce(taps.campaign, posts.campaign) as campaign,
    cast(null as bigint) as duration_minutes,
    taps.tapped_at as occurred_at
from taps
left join posts
    on taps.post_id = posts.post_id
