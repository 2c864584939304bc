{{ config(materialized='components') }}
-- What is still beyond a limit, without the links of strength 2.
{{ stronger_links('int_identity_groups_2', 3) }}
