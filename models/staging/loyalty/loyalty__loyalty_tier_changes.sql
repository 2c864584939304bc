select
    'loyalty' as source_system,
    changes.memberid as member_id,
    before.name as previous_tier,
    after.name as tier,
    changes.changedat as changed_at,
    changes._loaded_at as loaded_at
from {{ ref('stg_loyalty__tier_change') }} as changes
left join {{ ref('stg_loyalty__tier') }} as before
    on changes.previouslevelid = before.levelid
left join {{ ref('stg_loyalty__tier') }} as after
    on changes.levelid = after.levelid
