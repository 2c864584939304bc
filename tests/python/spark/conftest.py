"""One Spark cluster for all tests of this folder, and one build; without Java they fail."""

from collections.abc import Iterator

import pytest

from loyalty_warehouse.spark import Cluster, SparkError, running_cluster

from .builds import Built, build, more_shops
from .dbt_runs import PROJECT
from .whole_erasure import WholeErasure, whole_erasure


@pytest.fixture(scope="package")
def cluster() -> Iterator[Cluster]:
    """A cluster with an empty catalogue, beside the one that `make spark` may be running."""
    try:
        with running_cluster(PROJECT / "build" / "spark-tests") as running:
            yield running
    except SparkError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="package")
def erasure(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> WholeErasure:
    """The sample on both engines, with customers erased on the way. Nothing else is there yet."""
    return whole_erasure(tmp_path_factory.mktemp("sample"), cluster)


@pytest.fixture(scope="package")
def builds(
    erasure: WholeErasure, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Built]:
    """Every shop, built on both engines."""
    folder = tmp_path_factory.mktemp("builds")
    more = [build(shop, folder, cluster) for shop in more_shops(folder)]
    return {built.shop.name: built for built in (*erasure.builds, *more)}
