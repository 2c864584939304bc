with counts as (
    {{ raw_counts_from('zendesk', {
        'ticket': {},
        'user': {},
        'ticket_comment': {},
        'ticket_field_history': {},
        'ticket_tag': {},
        'brand': {},
    }) }}
)

select * from counts
union all
{{ counted_apart('zendesk', {
    'ticket (not deleted)': {
        'entity': 'tickets', 'from': ref('stg_zendesk__ticket'), 'day': 'created_at',
        'where': "lower(status) <> 'deleted' and not coalesce(_fivetran_deleted, false)",
    },
    'user (customers)': {
        'entity': 'customer_records', 'from': ref('stg_zendesk__user'), 'day': 'created_at',
        'where': "lower(role) = 'end-user'",
    },
}) }}
