{{ config(materialized='components') }}
-- What is beyond a limit even so: no identifier links it. Decisions by hand are stronger than any limit.
{{ stronger_links('int_identity_groups_3', 4) }}
