"""Vendor the front end: `python vendor/build.py` (needs npm; only who updates Bootstrap runs it).

Writes hubint_site/static/vendor: bootstrap.css (the subset of bootstrap-subset.scss), icons.svg
(the sprite of icons.json), both licences, and vendored.json with the name, version and SHA-256
of each file.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "hubint_site" / "static" / "vendor"
PACKAGE = json.loads((HERE / "package.json").read_text(encoding="utf-8"))


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(  # noqa: S603
        [str(part) for part in command], cwd=cwd, check=True, capture_output=True, text=True
    )
    return done.stdout


def bootstrap_css(modules: Path) -> str:
    """Compile the subset, minified, with Bootstrap's licence line in front."""
    version = PACKAGE["dependencies"]["bootstrap"]
    css = run(
        "node",
        modules / "sass" / "sass.js",
        "--style=compressed",
        "--no-source-map",
        "--quiet",
        f"--load-path={modules / 'bootstrap' / 'scss'}",
        HERE / "bootstrap-subset.scss",
        cwd=modules,
    )
    css = re.sub(r"/\*[^!].*?\*/", "", css, flags=re.DOTALL).lstrip("\ufeff").strip()
    return f"/*! Subset of Bootstrap v{version}, MIT licence, see bootstrap.LICENSE */\n{css}\n"


def icon_sprite(modules: Path) -> str:
    """Join the chosen icons to one file of symbols, named by what they mean to us."""
    names: dict[str, str] = json.loads((HERE / "icons.json").read_text(encoding="utf-8"))
    symbols = []
    for name, source in sorted(names.items()):
        drawing = (modules / "bootstrap-icons" / "icons" / f"{source}.svg").read_text("utf-8")
        found = re.search(r'<svg[^>]*viewBox="([^"]+)"[^>]*>(.*)</svg>', drawing, re.DOTALL)
        if found is None:
            raise SystemExit(f"{source}.svg is not the drawing that was expected")
        paths = re.sub(r">\s+<", "><", found[2].strip())
        symbols.append(f'<symbol id="{name}" viewBox="{found[1]}">{paths}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def main() -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to vendor the front end")
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(HERE / "package.json", folder)
        run(npm, "install", "--no-package-lock", "--no-audit", "--no-fund", cwd=Path(folder))
        modules = Path(folder) / "node_modules"
        (TARGET / "bootstrap.css").write_text(bootstrap_css(modules), encoding="utf-8")
        (TARGET / "icons.svg").write_text(icon_sprite(modules), encoding="utf-8")
        for package in ("bootstrap", "bootstrap-icons"):
            shutil.copyfile(modules / package / "LICENSE", TARGET / f"{package}.LICENSE")
    sources = {"bootstrap.css": "bootstrap", "icons.svg": "bootstrap-icons"}
    listing = [
        {
            "file": file,
            "name": package,
            "version": PACKAGE["dependencies"][package],
            "licence": "MIT",
            "sha256": hashlib.sha256((TARGET / file).read_bytes()).hexdigest(),
        }
        for file, package in sources.items()
    ]
    (TARGET / "vendored.json").write_text(json.dumps(listing, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
