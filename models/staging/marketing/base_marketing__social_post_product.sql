{{ stage(
    'marketing', 'social_post_product', parents={'post_id': ['social_post', 'post_id']}
) }}
