with delivered as (
    {{ conform('campaigns') }}
)

select * from delivered
