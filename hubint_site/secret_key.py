"""The installation's own secret key: made once, kept in the data directory."""

import os
import secrets
from pathlib import Path


def own_secret_key(path: Path) -> str:
    """Read the key at `path`, or make one there that only its owner can read.

    Two processes that start together agree on one key: the file is written whole under another
    name and linked into place, and who comes second reads the first one's.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
