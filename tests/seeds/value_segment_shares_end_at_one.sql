-- The shares grow from place to place, from above 0 to 1; remedy: what to write.
with compared as (
    select
        place,
        value_segment,
        up_to_share,
        coalesce(lag(up_to_share) over (order by place), 0) as from_share,
        lead(place) over (order by place) as next_place
    from {{ ref('value_segment_shares') }}
),

judged as (
    select
        value_segment as row_name,
        case
            when up_to_share <= from_share then 'write an up_to_share above that of the place before.'
            when next_place is null and up_to_share <> 1 then 'write 1 as the up_to_share of the last place.'
        end as remedy
    from compared
)

select
    row_name,
    remedy
from judged
where remedy is not null
union all
select
    'value_segment_shares' as row_name,
    'write at least one row; the last has 1 as up_to_share.' as remedy
from (select count(*) as row_count from {{ ref('value_segment_shares') }}) as counted
where counted.row_count = 0
