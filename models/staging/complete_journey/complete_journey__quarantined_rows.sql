{{ quarantined_from('complete_journey', [
    'transactions', 'products', 'demographics', 'campaign_descriptions', 'campaigns', 'coupons', 'coupon_redemptions',
]) }}
