"""Failures that people are told about in one sentence, without a traceback."""

from __future__ import annotations


class WarehouseError(Exception):
    """Something outside the models is wrong: configuration, files, network, locks.

    The message is one sentence that names the remedy; ``exit_code`` is what the command ends with.
    """

    exit_code = 2


class GateFailed(WarehouseError):
    """A quality gate, or a model, failed: the run stops and nothing is published."""

    exit_code = 1
