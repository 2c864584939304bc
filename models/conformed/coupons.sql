with delivered as (
    {{ conform('coupons') }}
)

select * from delivered
