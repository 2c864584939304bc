with delivered as (
    {{ conform('stock_levels') }}
)

select * from delivered
