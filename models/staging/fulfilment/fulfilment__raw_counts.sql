-- A parcel is dated by what carriers tell, and a piece that comes back by its request.
with moments as (
    select
        times.tracking_id,
        max(coalesce(times.shipped_at, scans.moved_at)) as shipped_at
    from {{ ref('int_fulfilment__parcel_times') }} as times
    left join {{ ref('int_fulfilment__parcel_scans') }} as scans
        on times.tracking_id = scans.tracking_id
    group by times.tracking_id
),

parcels as (
    select moments.shipped_at
    from {{ ref('stg_fulfilment__tracking') }} as trackings
    left join moments
        on trackings.id = moments.tracking_id
),

pieces as (
    select requests.created_at as requested_at
    from {{ ref('stg_fulfilment__return_request_line') }} as lines
    left join {{ ref('stg_fulfilment__return_request') }} as requests
        on lines.return_id = requests.id
),

counts as (
    {{ raw_counts_from('fulfilment', {
        'tracking': {},
        'checkpoint': {},
        'notification': {},
        'return_request': {
            'raw_amount': 'try_cast(total as decimal(18, 2))',
            'staged_amount': 'total',
        },
        'return_request_line': {},
    }) }}
)

select * from counts
union all
{{ counted_apart('fulfilment', {
    'tracking (parcels)': {'entity': 'shipments', 'from': 'parcels', 'day': 'shipped_at'},
    'return_request_line (pieces)': {'entity': 'returns', 'from': 'pieces', 'day': 'requested_at'},
}) }}
