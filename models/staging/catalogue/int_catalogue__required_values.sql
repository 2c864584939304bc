-- What each channel requires of each product, with the value that fills it: the one of that channel, else the
-- one of all; in the language required, where the attribute has languages.
with requirements as (
    select
        products.identifier,
        requirements.attribute_code,
        requirements.locale,
        requirements.channel
    from {{ ref('stg_catalogue__product') }} as products
    inner join {{ ref('stg_catalogue__attribute_requirement') }} as requirements
        on products.family = requirements.family
)

select
    requirements.identifier,
    requirements.attribute_code,
    coalesce(requirements.locale, '-') as locale,
    requirements.channel,
    max(coalesce(own.data, common.data)) as data
from requirements
left join {{ ref('stg_catalogue__product_value') }} as own
    on
        requirements.identifier = own.identifier
        and requirements.attribute_code = own.attribute_code
        and requirements.channel = own.scope
        and coalesce(requirements.locale, '-') = coalesce(own.locale, '-')
left join {{ ref('stg_catalogue__product_value') }} as common
    on
        requirements.identifier = common.identifier
        and requirements.attribute_code = common.attribute_code
        and common.scope is null
        and coalesce(requirements.locale, '-') = coalesce(common.locale, '-')
group by requirements.identifier, requirements.attribute_code, requirements.locale, requirements.channel
