-- The points of a transfer carry no sign: its type says whether the member gains. The programme numbers
-- orders as the system that made them does: tickets of the tills begin with T.
with movements as (
    select
        *,
        case
            when type = 'blocked' then 'lock'
            when type = 'expired' then 'expire'
            when type in ('p2p_adding', 'p2p_spending') then 'transfer'
            when type = 'adding' and unlockat is not null then 'unlock'
            when type = 'adding' and campaignid = 'return' then 'return'
            when type = 'adding' and campaignid is not null then 'earn'
            when type = 'spending' and campaignid = 'refund' then 'refund'
            when type = 'spending' and issuedrewardid is not null then 'burn'
            else 'adjust'
        end as movement_type,
        case
            when type in ('spending', 'expired', 'p2p_spending') then -points
            else points
        end as signed_points
    from {{ ref('stg_loyalty__unit_transfer') }}
)

select
    'loyalty' as source_system,
    movements.transferid as movement_id,
    movements.memberid as member_id,
    movements.movement_type,
    cast(movements.signed_points as decimal(18, 3)) as points,
    case
        when {{ matches('movements.transactionid', '^T[0-9]+$') }} then 'pos'
        when {{ matches('movements.transactionid', '^[0-9]+$') }} then 'shopify'
    end as order_source_system,
    movements.transactionid as order_id,
    coalesce(redemptions.rewardid, movements.campaignid) as reward_id,
    coalesce(movements.cancelled, false) as is_cancelled,
    movements.createdat as occurred_at,
    movements.cancelledat as cancelled_at,
    case
        when movements.movement_type = 'lock' then movements.unlockat
        when movements.type in ('adding', 'p2p_adding') then movements.createdat
    end as available_at,
    movements.expiredat as expires_at,
    movements._loaded_at as loaded_at
from movements
left join {{ ref('stg_loyalty__reward_redemption') }} as redemptions
    on movements.issuedrewardid = redemptions.issuedrewardid
