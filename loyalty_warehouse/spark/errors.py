"""The one exception a person is meant to read."""

from loyalty_warehouse.errors import WarehouseError


class SparkError(WarehouseError):
    """The cluster cannot do what was asked; the message says what is wrong and what to do."""
