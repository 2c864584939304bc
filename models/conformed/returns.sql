with delivered as (
    {{ conform('returns') }}
)

select * from delivered
