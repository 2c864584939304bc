select
    consents.customer_id,
    consents.purpose,
    consents.channel,
    consents.source_system,
    consents.method,
    consents.is_granted,
    as_of.as_of_date,
    consents.granted_at,
    consents.revoked_at,
    consents.valid_from as changed_at
from {{ ref('int_customer_consents') }} as consents
cross join {{ ref('int_as_of') }} as as_of
where consents.valid_to is null
