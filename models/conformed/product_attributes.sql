with delivered as (
    {{ conform('product_attributes') }}
)

select * from delivered
