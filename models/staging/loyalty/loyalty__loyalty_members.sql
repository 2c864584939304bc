-- Booleans of the export are 1 or null: null is no.
select
    'loyalty' as source_system,
    members.memberid as member_id,
    members.loyaltycardnumber as card_number,
    case
        when members.anonymizedat is not null then 'left'
        when members.active then 'active'
        else 'blocked'
    end as member_status,
    tiers.name as tier,
    case lower(members.channelid)
        when 'web_shop' then 'web'
        when 'mobile_app' then 'app'
        when 'pos' then 'store'
    end as channel,
    members.activepoints as balance_points,
    members.referrermemberid as referred_by_member_id,
    members.createdat as enrolled_at,
    members.anonymizedat as left_at
from {{ ref('stg_loyalty__member') }} as members
left join {{ ref('stg_loyalty__tier') }} as tiers
    on members.levelid = tiers.levelid
