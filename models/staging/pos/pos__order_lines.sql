select
    'pos' as source_system,
    line.ticket_number as order_id,
    line.line_id,
    line.sku as product_id,
    ticket.currency as currency_code,
    line.quantity,
    line.gross_amount,
    coalesce(line.promotion_discount, 0) as promotion_discount_amount,
    coalesce(line.coupon_discount, 0) as coupon_discount_amount,
    line.net_amount,
    line._loaded_at as loaded_at
from {{ ref('stg_pos__ticket_line') }} as line
inner join {{ ref('stg_pos__ticket') }} as ticket
    on line.ticket_number = ticket.ticket_number
where ticket.ticket_type = 'sale'
