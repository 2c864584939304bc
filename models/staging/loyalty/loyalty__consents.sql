-- Yes or no was said on joining, as far as the export tells: an edit of the member says nothing of it,
-- and a no that moved with each would outdo a yes given elsewhere since. Who was made anonymous asked
-- for it.
with purposes as (
    select 'marketing' as purpose
    union all
    select 'profiling'
    union all
    select 'erasure'
),

agreements as (
    select
        members.*,
        purposes.purpose,
        case purposes.purpose
            when 'marketing' then coalesce(members.agreement2, false)
            when 'profiling' then coalesce(members.agreement3, false)
            else members.anonymizedat is not null
        end as is_granted
    from {{ ref('stg_loyalty__member') }} as members
    cross join purposes
)

select
    'loyalty' as source_system,
    memberid || '-' || purpose as consent_event_id,
    memberid as customer_record_id,
    purpose,
    'all' as channel,
    is_granted,
    case purpose
        when 'marketing' then 'agreement2' || case when agreement2 is null then ', unticked' else '' end
        when 'profiling' then 'agreement3' || case when agreement3 is null then ', unticked' else '' end
        else 'anonymisation'
    end as method,
    case when purpose = 'erasure' then anonymizedat else createdat end as changed_at
from agreements
where purpose <> 'erasure' or is_granted
