"""What the warehouse makes of the simulated shop, beside the truth that was planted in it."""
