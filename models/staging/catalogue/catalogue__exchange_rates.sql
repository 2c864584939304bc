select
    'catalogue' as source_system,
    rate_date,
    currency as from_currency,
    'EUR' as to_currency,
    eur_per_unit as rate
from {{ ref('stg_catalogue__exchange_rate') }}
