"""`manage.py prepare`: the demo school is for an empty database alone."""

import pytest
from django.core.management import CommandError, call_command

from hubint_site.management.commands import prepare
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def called(monkeypatch) -> list[str]:
    """Collect the names of the commands, instead of running them."""
    names: list[str] = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **_: names.append(name))
    return names


def test_prepare_makes_the_demo_school_in_an_empty_database(called: list[str]) -> None:
    call_command("prepare", "database", "content", "--demo", verbosity=0)

    assert called == ["createcachetable", "load_content", "load_demo"]


def test_prepare_never_adds_the_demo_school_to_a_school(called: list[str]) -> None:
    factories.make_school(code="sendiri")

    call_command("prepare", "--demo", verbosity=0)

    assert called == ["compile_catalogs", "createcachetable", "load_content", "collectstatic"]


def test_prepare_begins_empty_when_no_demo_is_wanted(called: list[str]) -> None:
    call_command("prepare", "database", verbosity=0)

    assert called == ["createcachetable"]


def test_prepare_refuses_a_part_it_does_not_know(called: list[str]) -> None:
    with pytest.raises(CommandError, match="Unknown: statics"):
        call_command("prepare", "statics")

    assert called == []
