{# The words that count: while a request for erasure stands nothing is granted, whatever was clicked since. When the request is
   taken back, a later word grants again; nothing comes back by itself. #}
{% macro words_heard(words) -%}
    select said.*
    from {{ words }} as said
    left join (
        select
            customer_id,
            changed_at as requested_at,
            max(case when is_granted then 1 else 0 end) = 1 as is_standing,
            lead(changed_at) over (partition by customer_id order by changed_at) as answered_at
        from {{ words }}
        where purpose = 'erasure'
        group by customer_id, changed_at
    ) as requests
        on
            said.customer_id = requests.customer_id
            and said.is_granted
            and said.purpose <> 'erasure'
            and requests.is_standing
            and said.changed_at > requests.requested_at
            and coalesce(said.changed_at < requests.answered_at, true)
    where requests.customer_id is null
{%- endmacro %}
