with delivered as (
    {{ conform('shipments') }}
)

select * from delivered
