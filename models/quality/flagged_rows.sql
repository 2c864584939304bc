with delivered as (
    {{ conform('flagged_rows') }}
)

select * from delivered
