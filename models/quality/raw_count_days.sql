with delivered as (
    {{ conform('raw_counts') }}
)

select * from delivered
