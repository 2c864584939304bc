with delivered as (
    {{ conform('price_history') }}
)

select * from delivered
