-- Deleted orders leave their children behind, so whatever belongs to an order joins this model.
with orders as (
    select
        orders.*,
        zones.time_zone
    from {{ ref('stg_shopify__order') }} as orders
    left join {{ ref('int_shopify__shop_zones') }} as zones
        on upper(orders.currency) = zones.currency_code
    where not coalesce(orders._fivetran_deleted, false)
)

select
    id as order_id,
    customer_id,
    checkout_id,
    location_id,
    name as order_number,
    email,
    -- Drafts, marketplaces and apps known by a number sell online.
    case
        when lower(source_name) in ('pos', 'point_of_sale') then 'store'
        when source_name is null and location_id is not null then 'store'
        when lower(source_name) in ('iphone', 'android', 'ipad', 'app', 'mobile_app') then 'app'
        else 'web'
    end as channel,
    upper(currency) as currency_code,
    coalesce(time_zone, '{{ var("time_zone") }}') as time_zone,
    case
        when cancelled_at is not null or lower(financial_status) = 'voided' then 'cancelled'
        when lower(financial_status) in ('pending', 'authorized', 'partially_paid') then 'open'
        else 'completed'
    end as order_status,
    nullif(regexp_extract(landing_site_base_url, '[?&]utm_source=([^&#]+)', 1), '') as source,
    nullif(regexp_extract(landing_site_base_url, '[?&]utm_medium=([^&#]+)', 1), '') as medium,
    nullif(regexp_extract(landing_site_base_url, '[?&]utm_campaign=([^&#]+)', 1), '') as campaign,
    shipping_address_address_1 as street_address,
    shipping_address_city as city,
    shipping_address_zip as postal_code,
    upper(shipping_address_country_code) as country_code,
    total_line_items_price as gross_amount,
    subtotal_price as net_amount,
    {{ parse_number(json_text('total_shipping_price_set', '$.shop_money.amount'), 'decimal(18,2)') }}
        as shipping_amount,
    total_tax as tax_amount,
    coalesce(taxes_included, true) as is_tax_included,
    coalesce(test, false) as is_test,
    -- An imported order keeps its real time in processed_at.
    coalesce(processed_at, created_at) as ordered_at,
    cancelled_at,
    _fivetran_synced as loaded_at
from orders
