with delivered as (
    {{ conform('identity_signals') }}
)

select * from delivered
