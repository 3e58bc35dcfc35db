#!/usr/bin/env python3
"""Run every check of the house; two at a time, and print what the failed ones said."""

import os
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "-W", "error::SyntaxWarning", "manage.py"]
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("*/templates"))
DEPLOYED = {"HTTPS": "1", "DEBUG": "0", "SECRET_KEY": secrets.token_urlsafe(64)}
IN_MEMORY = {"DATABASE_URL": "sqlite://:memory:", "SECRET_KEY": secrets.token_urlsafe(64)}

# The slow ones first.
CHECKS: dict[str, tuple[list[str], dict[str, str]]] = {
    "types": ([str(BIN / "mypy"), "."], {}),
    "fixtures load": ([*MANAGE, "check_fixtures"], IN_MEMORY),
    "message catalogs": ([*MANAGE, "check_catalogs"], IN_MEMORY),
    "template format": ([str(BIN / "djlint"), "--check", *TEMPLATES], {}),
    "template lint": ([str(BIN / "djlint"), "--lint", *TEMPLATES], {}),
    "deployment": ([*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], DEPLOYED | IN_MEMORY),
    "migrations": ([*MANAGE, "makemigrations", "--check", "--dry-run"], IN_MEMORY),
    "format": ([str(BIN / "ruff"), "format", "--check", "."], {}),
    "lint": ([str(BIN / "ruff"), "check", "."], {}),
}


def check(name: str) -> tuple[str, bool, float, str]:
    line, more = CHECKS[name]
    start = time.monotonic()
    environment = {**os.environ, **more, "DJANGO_SETTINGS_MODULE": "hubint_site.settings"}
    run = subprocess.run(
        line, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    return name, run.returncode == 0, time.monotonic() - start, run.stdout + run.stderr


def main() -> None:
    failed = []
    with ThreadPoolExecutor(2) as pool:
        for name, passed, seconds, output in pool.map(check, CHECKS):
            print(f"{'ok    ' if passed else 'FAILED'} {name} ({seconds:.1f} s)", flush=True)
            if not passed:
                failed.append(name)
                print("\n".join(f"       {line}" for line in output.strip().splitlines()[-60:]))
            elif "skipped" in output:
                print("\n".join(f"       {x}" for x in output.splitlines() if "skipped" in x))
    if failed:
        sys.exit(f"\n{len(failed)} of {len(CHECKS)} checks failed: {', '.join(failed)}")
    print(f"\nAll {len(CHECKS)} checks passed.")


if __name__ == "__main__":
    main()
