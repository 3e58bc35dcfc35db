"""The demo's own quizzes, and the words of its students."""

from pathlib import Path

from django.conf import settings
from django.core import serializers

from hubint_site.demo.response_model import Words

FOLDER = settings.BASE_DIR / "fixtures" / "demo"


def load_own_content(path: Path = FOLDER / "content.yaml") -> None:
    """Write the questions and quizzes that belong to the demo school; they build on lesson 1."""
    with path.open(encoding="utf-8") as file:
        for row in serializers.deserialize("yaml", file):
            row.save()


def read_words(path: Path = FOLDER / "answers.yaml") -> Words:
    import yaml

    with path.open(encoding="utf-8") as file:
        return Words(**yaml.safe_load(file))
