-- A review of the shop carries an article number of its own, which is no product.
with reviews as (
    select
        *,
        lower(email) as address
    from {{ ref('stg_feedback__review') }}
)

select
    'feedback' as source_system,
    cast(id as string) as review_id,
    case when sku <> 'yotpo_site_reviews' then sku end as product_id,
    case when not {{ is_placeholder_email('address') }} then address end as customer_record_id,
    score as rating,
    title as title_text,
    content as content_text,
    images_data not in ('[]', 'null') as has_photo,
    coalesce(verified_buyer, reviewer_type = 'verified_buyer') as is_verified_buyer,
    case
        when coalesce(deleted, false) or coalesce(archived, false) then 'rejected'
        else 'published'
    end as review_status,
    'web' as channel,
    created_at
from reviews
