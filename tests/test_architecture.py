"""The rules of docs/architecture.md that a reader of the syntax tree can enforce."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Each floor may import those before it. The three that share a floor do not import each other.
FLOORS = [
    ("accounts",),
    ("classrooms",),
    ("lessons",),
    ("quizzes",),
    ("exams", "gradebook", "exchange"),
    ("dashboards",),
    ("hubint_site",),
]
APPS = [app for floor in FLOORS for app in floor if (ROOT / app).is_dir()]

# Large libraries: imported inside the functions that need them, so that workers stay small.
HEAVY = {"openpyxl", "xlsxwriter", "docx", "typst", "numpy", "PIL", "segno"}
# Functions may import these and nothing else that is not in the standard library.
LATE = HEAVY | {"rapidfuzz", "yaml"}

ABOVE_MODELS = {"forms", "views", "admin", "urls"}
SHELL = {"models", "managers", "apps", "admin", "urls", "forms", "views", "migrations"}


def sources(app: str) -> list[Path]:
    return [path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=name_of(path))


def imported(node: ast.AST, path: Path) -> list[str]:
    """Return the full names of the modules, or of the things in them, that a node imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        package = list(path.relative_to(ROOT).parent.parts) if node.level else []
        package = package[: len(package) - node.level + 1] if node.level else package
        base = ".".join([*package, *([node.module] if node.module else [])])
        return [f"{base}.{alias.name}" for alias in node.names]
    return []


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree_of(path)):
        for name in imported(node, path):
            yield node.lineno, name  # type: ignore[attr-defined]


def late_imports(path: Path) -> Iterator[tuple[int, str]]:
    for function in ast.walk(tree_of(path)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for node in ast.walk(function):
                for name in imported(node, path):
                    yield node.lineno, name  # type: ignore[attr-defined]


def early_imports(path: Path) -> set[tuple[int, str]]:
    return set(imports(path)) - set(late_imports(path))


def is_layer(path: Path, layer: str) -> bool:
    """Tell whether a file is `models.py`, or lies in a package `models/`, of its app."""
    inside = path.relative_to(ROOT).parts[1:]
    return inside[0] == layer or inside[0] == f"{layer}.py"


def operations(app: str) -> set[str]:
    """Return the names of the app's own modules which import its models: rules, not rows."""
    found = set()
    for path in sources(app):
        module = path.relative_to(ROOT / app).with_suffix("").parts[0]
        if module not in SHELL and any(
            name.startswith(f"{app}.models") for _, name in imports(path)
        ):
            found.add(module)
    return found


@pytest.mark.parametrize("app", APPS)
def test_app_imports_only_the_floors_below(app: str) -> None:
    level = next(number for number, floor in enumerate(FLOORS) if app in floor)
    allowed = {name for floor in FLOORS[:level] for name in floor} | {app}
    ours = {name for floor in FLOORS for name in floor} | {"tests", "start"}

    wrong = [
        f"{name_of(path)}:{line} imports {name}"
        for path in sources(app)
        for line, name in imports(path)
        if (top := name.split(".")[0]) in ours and top not in allowed
    ]

    assert wrong == []


@pytest.mark.parametrize("app", APPS)
def test_models_import_nothing_that_works_on_them(app: str) -> None:
    above = {f"{app}.{module}" for module in ABOVE_MODELS | operations(app)}

    wrong = [
        f"{name_of(path)}:{line} imports {name}"
        for path in sources(app)
        if is_layer(path, "models")
        for line, name in imports(path)
        if name in above or name.rpartition(".")[0] in above
    ]

    assert wrong == []


@pytest.mark.parametrize("app", APPS)
def test_operations_know_nothing_of_pages(app: str) -> None:
    above = {f"{app}.{module}" for module in ("views", "admin", "urls", "forms")}
    names = operations(app)

    wrong = [
        f"{name_of(path)}:{line} imports {name}"
        for path in sources(app)
        if path.relative_to(ROOT / app).with_suffix("").parts[0] in names
        and not path.name.endswith(("forms.py", "views.py", "admin.py"))
        and not {"forms", "views", "admin", "management", "templatetags"} & set(path.parts)
        and not path.stem.endswith(("admin", "admin_site"))
        for line, name in imports(path)
        if any(name == module or name.startswith(f"{module}.") for module in above)
        and not name.endswith(".urls")
    ]

    assert wrong == []


@pytest.mark.parametrize("app", APPS)
def test_functions_import_only_large_libraries(app: str) -> None:
    ours = {name for floor in FLOORS for name in floor}

    wrong = [
        f"{name_of(path)}:{line} imports {name} inside a function"
        for path in sources(app)
        for line, name in late_imports(path)
        if (top := name.split(".")[0]) in ours or top not in LATE
    ]

    assert wrong == []


@pytest.mark.parametrize("app", APPS)
def test_large_libraries_are_imported_where_used(app: str) -> None:
    wrong = [
        f"{name_of(path)}:{line} imports {name} when the module is loaded"
        for path in sources(app)
        for line, name in early_imports(path)
        if name.split(".")[0] in HEAVY
    ]

    assert wrong == []


@pytest.mark.parametrize("app", APPS)
def test_apps_send_and_receive_no_signals(app: str) -> None:
    wrong = [
        f"{name_of(path)}:{line} imports {name}"
        for path in sources(app)
        for line, name in imports(path)
        if name.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals"))
    ]

    assert wrong == []


def test_marking_knows_no_django_clock_or_chance() -> None:
    forbidden = {"django", "datetime", "time", "random", "secrets", "zoneinfo"}

    wrong = [
        f"{name_of(path)}:{line} imports {name}"
        for path in sorted((ROOT / "quizzes" / "items").rglob("*.py"))
        for line, name in imports(path)
        if name.split(".")[0] in forbidden
        or (name.startswith("quizzes.") and not name.startswith("quizzes.items"))
    ]

    assert wrong == []


@pytest.mark.parametrize("name", ["utils", "helpers", "services", "common", "misc"])
def test_no_module_is_named_for_nothing(name: str) -> None:
    assert [name_of(path) for app in APPS for path in sources(app) if path.stem == name] == []


def test_source_files_stay_short() -> None:
    long = [
        f"{name_of(path)}: {lines} lines"
        for app in APPS
        for path in sources(app)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    ]

    assert long == []


# --- Templates --------------------------------------------------------------------------------

COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
# A tag with its attributes; template tags inside may hold a ">".
TAG = re.compile(r"<([a-zA-Z][\w-]*)((?:{%.*?%}|{{.*?}}|\"[^\"]*\"|'[^']*'|[^>])*)>", re.DOTALL)
STYLE = re.compile(r"\sstyle\s*=", re.IGNORECASE)
HANDLER = re.compile(r"\s(on[a-z]+)\s*=", re.IGNORECASE)


def inline_code(source: str) -> Iterator[str]:
    """Yield what our Content-Security-Policy would refuse, with its line."""
    source = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)
    for tag in TAG.finditer(source):
        name, attributes = tag[1].lower(), tag[2]
        line = source.count("\n", 0, tag.start()) + 1
        data = re.search(r"type\s*=\s*[\"']application/json", attributes)
        if name == "style":
            yield f"{line}: <style>"
        if name == "script" and not re.search(r"\ssrc\s*=", attributes) and not data:
            yield f"{line}: <script> without src"
        if STYLE.search(attributes):
            yield f"{line}: style= on <{name}>"
        for handler in HANDLER.finditer(attributes):
            yield f"{line}: {handler[1]}= on <{name}>"
        if re.search(r"[\"']\s*javascript:", attributes, re.IGNORECASE):
            yield f"{line}: javascript: in <{name}>"


@pytest.mark.parametrize("app", APPS)
def test_templates_hold_no_inline_code(app: str) -> None:
    wrong = [
        f"{name_of(path)}:{fault}"
        for path in sorted((ROOT / app).rglob("*.html"))
        for fault in inline_code(path.read_text(encoding="utf-8"))
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<p style="color:red">', ["1: style= on <p>"]),
        ("<style>p {}</style>", ["1: <style>"]),
        ("<p>\n<script>x()</script>", ["2: <script> without src"]),
        ('<script type="module" src="a.js"></script>', []),
        ('<script type="application/json">{}</script>', []),
        ('<a\n  onclick="x()">', ["1: onclick= on <a>"]),
        ('<a href="javascript:x()">', ["1: javascript: in <a>"]),
        ('<a class="{% if a > b %}x{% endif %}" style="y">', ["1: style= on <a>"]),
        ('<p data-style="x" data-on="y">on = 1 {# <style> #}</p>', []),
    ],
)
def test_inline_code_is_recognised(source: str, found: list[str]) -> None:
    assert list(inline_code(source)) == found


BLOCK = re.compile(r"{% blocktranslate\b([^%]*)%}(.*?){% endblocktranslate %}", re.DOTALL)


@pytest.mark.parametrize("app", APPS)
def test_block_translations_of_several_lines_are_trimmed(app: str) -> None:
    wrong = [
        f"{name_of(path)}: {text.strip()[:50]}"
        for path in sorted((ROOT / app).rglob("*.html"))
        for options, text in BLOCK.findall(path.read_text(encoding="utf-8"))
        if "\n" in text and " trimmed" not in options
    ]

    assert wrong == []
