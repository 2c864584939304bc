-- What the channels require, filled or not, and the other values that are there.
with required as (
    select
        *,
        true as is_required
    from {{ ref('int_catalogue__required_values') }}
),

other as (
    select
        identifier,
        attribute_code,
        coalesce(locale, '-') as locale,
        coalesce(scope, '-') as channel,
        data,
        false as is_required
    from {{ ref('stg_catalogue__product_value') }} as found
    where not exists (
        select 1
        from required
        where
            found.identifier = required.identifier
            and found.attribute_code = required.attribute_code
            and coalesce(found.locale, '-') = required.locale
            and coalesce(found.scope, required.channel) = required.channel
    )
),

together as (
    select
        identifier,
        attribute_code,
        locale,
        channel,
        data,
        is_required
    from required
    union all
    select
        identifier,
        attribute_code,
        locale,
        channel,
        data,
        is_required
    from other
)

select
    'catalogue' as source_system,
    together.identifier as product_id,
    together.attribute_code,
    together.locale,
    together.channel,
    together.data as attribute_value,
    together.is_required,
    together.data is not null as is_filled,
    products.updated as updated_at
from together
inner join {{ ref('stg_catalogue__product') }} as products
    on together.identifier = products.identifier
