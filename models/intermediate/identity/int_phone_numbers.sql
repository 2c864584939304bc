-- Phone numbers as they are compared: in E.164, by the rules of the country that they state or were told in.
with full_numbers as (
    select
        told.country_code,
        told.phone,
        told.digits,
        home.calling_code,
        home.trunk_prefix,
        home.national_lengths,
        case
            when told.digits like '+%' then substr(told.digits, 2)
            when home.calling_code is null and told.digits like '00%' then substr(told.digits, 3)
            when told.digits like nullif(home.international_prefix, '') || '%'
                then substr(told.digits, length(home.international_prefix) + 1)
            -- Longer than any national number that begins with the digits of the calling code.
            when
                told.digits like home.calling_code || '%'
                and length(told.digits) > coalesce(home.longest_own_code, 0)
                then told.digits
        end as full_digits
    from {{ ref('int_told_phones') }} as told
    left join {{ ref('phone_countries') }} as home
        on told.country_code = home.country_code
),

stated as (
    select * from {{ ref('phone_countries') }}
    where is_main_country
),

national_numbers as (
    select
        full_numbers.country_code,
        full_numbers.phone,
        coalesce(stated.calling_code, full_numbers.calling_code) as calling_code,
        case
            when full_numbers.full_digits is null then full_numbers.digits
            else substr(full_numbers.full_digits, length(stated.calling_code) + 1)
        end as digits,
        case
            when full_numbers.full_digits is null then full_numbers.trunk_prefix
            else stated.trunk_prefix
        end as trunk_prefix,
        ' ' || coalesce(stated.national_lengths, full_numbers.national_lengths) || ' ' as lengths
    from full_numbers
    left join stated
        on {{ calling_code_of('full_numbers.full_digits') }} = stated.calling_code
),

dialled_abroad as (
    select
        country_code,
        phone,
        calling_code,
        trunk_prefix,
        lengths,
        case
            when
                digits like trunk_prefix || '%'
                and lengths like '% ' || cast(length(digits) - length(trunk_prefix) as string) || ' %'
                then substr(digits, length(trunk_prefix) + 1)
            else digits
        end as digits
    from national_numbers
)

select
    country_code,
    phone,
    case
        when
            lengths like '% ' || cast(length(digits) as string) || ' %'
            -- No national number begins with these; with an 8 some do.
            and coalesce(not (trunk_prefix in ('0', '1') and digits like trunk_prefix || '%'), true)
            and digits not like '00%'
            and {{ matches('calling_code || digits', '^[1-9][0-9]{6,14}$') }}
            then '+' || calling_code || digits
    end as e164,
    {{ phone_rules_fingerprint() }} as rules_fingerprint
from dialled_abroad
