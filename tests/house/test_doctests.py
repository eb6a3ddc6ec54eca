"""The examples in docstrings run."""

from __future__ import annotations

import doctest
import importlib

import pytest

from tests.house.rooms import dotted, modules


@pytest.mark.parametrize("path", [path for path in modules() if ">>>" in path.read_text(encoding="utf-8")], ids=dotted)
def test_examples(path):
    failed, tried = doctest.testmod(importlib.import_module(dotted(path)), optionflags=doctest.ELLIPSIS)
    assert tried
    assert not failed
