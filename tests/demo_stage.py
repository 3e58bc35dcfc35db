"""The demo as tests use it: loaded once for a module, and rolled back at its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import transaction
from django.test import override_settings


@contextmanager
def lessons_loaded() -> Iterator[None]:
    """A transaction around a module's tests, with the lessons in it."""
    with transaction.atomic():
        call_command("load_content", verbosity=0)
        yield
        transaction.set_rollback(True)


def load_demo(folder: Path) -> None:
    """The demo with quick passwords."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(DATA_DIR=folder, PASSWORD_HASHERS=quick):
        call_command("load_demo", verbosity=0)
