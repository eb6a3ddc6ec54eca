"""The locks pin every dependency by hash and name no place to fetch it from."""

from __future__ import annotations

import re
import sys
import tomllib

import pytest

from tests.house.rooms import CHECKOUT, imports, modules

PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[0-9][\w.]*)(?: ; [\w.<>=!' ]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def lines(lock: str) -> list[str]:
    return (CHECKOUT / lock).read_text(encoding="utf-8").splitlines()


def pins(lock: str) -> set[tuple[str, str]]:
    found = (PIN.match(line) for line in lines(lock))
    return {(pin["name"], pin["version"]) for pin in found if pin}


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~ \[]", text, maxsplit=1)[0].lower() for text in requirements}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock):
    assert [line for line in lines(lock) if not (PIN.match(line) or HASH.match(line))] == []


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", PROJECT["dependencies"]),
        ("requirements-test.lock", [*PROJECT["dependencies"], *EXTRAS["test"], *EXTRAS["lint"]]),
    ],
)
def test_every_dependency_is_locked(lock, wanted):
    assert named(wanted) - {name for name, _ in pins(lock)} == set()


def test_tests_run_on_the_versions_that_users_run():
    assert pins("requirements.lock") <= pins("requirements-test.lock")


def test_what_is_declared_is_what_is_imported():
    imported = {name.partition(".")[0] for path in modules() for _, name in imports(path)}
    outside = imported - set(sys.stdlib_module_names) - {"sim", "_typeshed"}
    packages = {"yaml": "pyyaml"}
    assert named(PROJECT["dependencies"]) == {packages.get(name, name.replace("_", "-")) for name in outside}
