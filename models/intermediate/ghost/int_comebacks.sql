-- Silences that have ended, and the touch that did; of two at one moment the kind first in the alphabet.
with touches as (
    select
        spells.*,
        touch_days.touch_kind as returning_touch_type,
        touch_days.first_touched_at as returned_at,
        row_number() over (
            partition by spells.customer_id, spells.returned_date
            order by touch_days.first_touched_at asc, touch_days.touch_kind asc
        ) as place
    from {{ ref('int_ghost_spells') }} as spells
    inner join {{ ref('int_touch_days') }} as touch_days
        on
            spells.customer_id = touch_days.customer_id
            and spells.returned_date = touch_days.engagement_date
)

select
    customer_id,
    returning_touch_type,
    last_engaged_date,
    ghost_since,
    returned_date,
    next_ghost_since,
    as_of_date,
    returned_at
from touches
where place = 1
