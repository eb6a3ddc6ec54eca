"""The pages say what is there: links lead somewhere, commands and keys exist, README lists every page and command."""

from __future__ import annotations

import re

import pytest

from sim.cli.main import COMMANDS
from sim.scenario.listing import key_rows
from sim.scenario.shapes.build import TABLES, block_of
from tests.house.rooms import CHECKOUT

PAGES = sorted([*(CHECKOUT / "docs").glob("*.md"), CHECKOUT / "README.md", CHECKOUT / "examples" / "README.md"])
TEXT = {page.relative_to(CHECKOUT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
README = TEXT["README.md"]


OTHER_GRAMMARS = ("docs/facts.md", "docs/plugins.md")
"""Pages that speak of files of another form."""


def known() -> set[str]:
    """Names of keys, of parameters, and what names an entry of a table."""
    rows = [path.rpartition(".")[2] for path, *_ in key_rows()]
    entries = [entry for table in TABLES.values() for entry in table().values()]
    parameters = [item.name for entry in entries for item in block_of(entry).keys]
    return {*rows, *parameters, "use", "model", "distribution"}


@pytest.mark.parametrize("name", TEXT)
def test_links_lead_somewhere(name):
    plain = re.sub(r"^```.*?^```$", "", TEXT[name], flags=re.MULTILINE | re.DOTALL)
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", plain) if "://" not in target]
    here = (CHECKOUT / name).parent
    assert [target for target in targets if target and not (here / target).exists()] == []


@pytest.mark.parametrize("name", TEXT)
def test_every_command_that_is_named_exists(name):
    named = re.findall(r"run_sim\.py ([a-z]+)(?![\w./\\])", TEXT[name])
    assert set(named) - set(COMMANDS) == set()


def test_the_readme_lists_every_page():
    listed = set(re.findall(r"\]\(((?:docs/|examples/)\S+\.md)\)", README[README.index("## Documentation") :]))
    assert listed == {name for name in TEXT if name != "README.md"}


def test_the_readme_names_every_command():
    named = set(re.findall(r"`([a-z]+)(?: [^`]*)?`", README)) | set(re.findall(r"run_sim\.py ([a-z]+)", README))
    assert set(COMMANDS) - named == {"run"}, "run is the command that need not be written"


@pytest.mark.parametrize("name", sorted(set(TEXT) - set(OTHER_GRAMMARS)))
def test_every_key_that_is_named_exists(name):
    plain, keys = re.sub(r"^```.*?^```$", "", TEXT[name], flags=re.MULTILINE | re.DOTALL), known()
    spans = re.findall(r"`([^`\n]+)`", plain)
    written = [(span, key) for span in spans for key in re.findall(r"(?<![\w.])([a-z_]+): ", span)]
    paths = [span for span in spans if re.fullmatch(r"(?:lots|bidders|arms|place|rules|behaviour)(?:\.[\w*]+)+", span)]
    written += [(path, path.rpartition(".")[2]) for path in paths if not path.endswith((".csv", ".NAME"))]
    assert [span for span, key in written if key not in keys] == []
