-- People as the webinar tool and the experiments know them; of a registrant the last names and address given.
with registrations as (
    select
        *,
        row_number() over (
            partition by registrant_id order by registered_at desc, registration_id desc
        ) as place_from_last,
        min(registered_at) over (partition by registrant_id) as created_at
    from {{ ref('stg_marketing__webinar_registration') }}
),

exposures as (
    select
        unit_id as account_id,
        min(exposed_at) as created_at
    from {{ ref('stg_marketing__experiment_exposure') }}
    where unit_type = 'customer'
    group by unit_id
)

select
    'marketing' as source_system,
    'registrant-' || registrant_id as customer_record_id,
    'person' as record_type,
    email,
    first_name,
    last_name,
    created_at,
    registered_at as updated_at
from registrations
where place_from_last = 1
union all
select
    'marketing' as source_system,
    'account-' || account_id as customer_record_id,
    'person' as record_type,
    null as email,
    null as first_name,
    null as last_name,
    created_at,
    created_at as updated_at
from exposures
