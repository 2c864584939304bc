"""Finds what the cluster needs on this machine: a Java runtime and the pip-installed Spark."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from loyalty_warehouse.spark.errors import SparkError

OLDEST_JAVA = 17


def require_java() -> Path:
    """Return the Java executable Spark will use; `JAVA_HOME` wins over `PATH`.

    Raises SparkError if there is none, or if it is older than Spark 4 accepts.
    """
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    version = _major_version(found) if found else None
    if found is None or version is None:
        where = f"in JAVA_HOME={home}" if home else "on the PATH (and JAVA_HOME is not set)"
        raise SparkError(
            f"Spark needs Java {OLDEST_JAVA} or newer and none was found {where}: install a JRE"
            " (Debian: apt-get install openjdk-17-jre-headless) and try again."
        )
    if version < OLDEST_JAVA:
        raise SparkError(
            f"Spark needs Java {OLDEST_JAVA} or newer and {found} is Java {version}:"
            " install a newer JRE or point JAVA_HOME at one."
        )
    return Path(found)


def require_spark_home() -> Path:
    """Return the directory of the pip-installed Spark. Raises SparkError if it is not installed."""
    spec = importlib.util.find_spec("pyspark")
    if spec is None or not spec.submodule_search_locations:
        raise SparkError(
            "Spark is not installed in this Python environment: use `make spark`, which installs it"
            " first."
        )
    return Path(next(iter(spec.submodule_search_locations)))


def _major_version(java: str) -> int | None:
    """Major version of a Java executable, None if it does not run (macOS ships such a stub)."""
    try:
        answer = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r'version "(\d+)(?:\.(\d+))?', answer.stderr + answer.stdout)
    if answer.returncode != 0 or match is None:
        return None
    first = int(match.group(1))
    return int(match.group(2) or 0) if first == 1 else first
