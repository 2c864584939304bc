-- A request with tags of several topics has the one with the lowest number.
with tags as (
    select
        ticket_id,
        lower(tag) in ('bot_resolved', 'ai_resolved') as is_of_bot,
        case
            when lower(tag) in ('delivery', 'livraison', 'wismo', 'lost_parcel', 'late_parcel') then 1
            when lower(tag) in ('return', 'retour', 'exchange', 'refund') then 2
            when lower(tag) in ('payment', 'paiement', 'invoice') then 3
            when lower(tag) in ('loyalty', 'fidelite', 'points') then 4
            when lower(tag) in ('account', 'compte', 'email_change', 'privacy') then 5
            when lower(tag) in ('product', 'produit', 'size', 'stock') then 6
            else 7
        end as topic_number
    from {{ ref('stg_zendesk__ticket_tag') }}
),

requests as (
    select
        ticket_id,
        min(topic_number) as topic_number,
        max(case when is_of_bot then 1 else 0 end) = 1 as is_bot_resolved
    from tags
    group by ticket_id
)

select
    ticket_id,
    case topic_number
        when 1 then 'delivery'
        when 2 then 'return'
        when 3 then 'payment'
        when 4 then 'loyalty'
        when 5 then 'account'
        when 6 then 'product'
        else 'other'
    end as topic,
    is_bot_resolved
from requests
