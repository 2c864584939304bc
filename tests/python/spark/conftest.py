"""One Spark cluster for all tests of this folder. Without Java they fail, and say why."""

from collections.abc import Iterator

import pytest

from loyalty_warehouse.spark import Cluster, SparkError, running_cluster

from .dbt_runs import PROJECT


@pytest.fixture(scope="package")
def cluster() -> Iterator[Cluster]:
    """A cluster with an empty catalogue, beside the one that `make spark` may be running."""
    try:
        with running_cluster(PROJECT / "build" / "spark-tests") as running:
            yield running
    except SparkError as error:
        pytest.fail(str(error), pytrace=False)
