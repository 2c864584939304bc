with sales as (
    select * from {{ ref('int_pos__tickets') }}
    where ticket_type = 'sale'
),

lines as (
    select
        ticket_number,
        count(*) as line_count,
        sum(quantity) as item_quantity
    from {{ ref('stg_pos__ticket_line') }}
    group by ticket_number
),

-- A ticket may be paid with several means: the one with the largest amount names it.
tenders as (
    select
        ticket_number,
        payment_method,
        row_number() over (partition by ticket_number order by amount desc, tender_id asc) as place
    from {{ ref('int_pos__tenders') }}
)

select
    'pos' as source_system,
    sales.ticket_number as order_id,
    sales.customer_number as customer_record_id,
    sales.store_number as store_id,
    'store' as channel,
    sales.currency as currency_code,
    case when sales.is_void then 'cancelled' else 'completed' end as order_status,
    sales.time_zone,
    lines.line_count,
    cast(lines.item_quantity as decimal(18, 3)) as item_quantity,
    sales.gross_amount,
    coalesce(sales.promotion_discount, 0) as promotion_discount_amount,
    coalesce(sales.coupon_discount, 0) as coupon_discount_amount,
    sales.total_amount as net_amount,
    coalesce(sales.is_training, false) as is_test,
    coalesce(sales.is_staff_sale, false) as is_staff,
    cast({{ to_local('sales.sold_at_utc', 'sales.time_zone') }} as date) as order_date,
    sales.sold_at_utc as ordered_at,
    sales.ticket_number as order_number,
    sales.brand,
    'store' as fulfilled_channel,
    sales.store_number as fulfilment_store_id,
    sales.country_code,
    sales.coupon_code as coupon_codes,
    tenders.payment_method,
    sales.tax_amount,
    -- A till asks for the price on the shelf.
    true as is_tax_included,
    sales._loaded_at as loaded_at
from sales
left join lines
    on sales.ticket_number = lines.ticket_number
left join tenders
    on sales.ticket_number = tenders.ticket_number and tenders.place = 1
