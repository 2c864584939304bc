{{ config(materialized='components') }}
-- Groups beyond a limit fall apart at their weakest links: what is left without those of strength 1.
{{ stronger_links('int_identity_groups_1', 2) }}
