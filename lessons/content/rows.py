"""Which rows are content, and what they say, the same for a file's row and a database's."""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from lessons.content.files import ContentError, FileRow
from lessons.ownership import OwnedContent

Key = tuple[str, ...]
Identity = tuple[str, Key]  # ("lessons.section", ("p1", "potensi"))
Model = type[models.Model]


@cache
def content_models() -> tuple[Model, ...]:
    """Owned content, its parts, and what it is tagged with, in an order in which it can be made."""
    named = [model for model in apps.get_models() if hasattr(model, "natural_key")]
    content: set[Model] = {model for model in named if issubclass(model, OwnedContent)}
    grown = True
    while grown:
        more = {model for model in named if _parent_field(model, content)} - content
        more |= {
            field.related_model
            for model in content
            for field in model._meta.many_to_many
            if field.related_model in named
        } - content
        content |= more
        grown = bool(more)
    ordered = serializers.sort_dependencies([(None, sorted(content, key=_label))])
    return tuple(model for model in ordered if model in content)


def _label(model: Model) -> str:
    return model._meta.label_lower


def _parent_field(model: Model, content: Iterable[Model]) -> str | None:
    return next(
        (
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey)
            and not field.null
            and field.related_model in content
        ),
        None,
    )


@cache
def parent_field(model: Model) -> str | None:
    """The reference that a row cannot be without: a section's lesson, a version's question."""
    return _parent_field(model, content_models())


@cache
def content_fields(model: Model) -> tuple[Any, ...]:
    """Fields that say something; not keys, not who made the row nor when."""
    user = settings.AUTH_USER_MODEL.lower()
    return tuple(
        field
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if not field.primary_key
        and not isinstance(field, models.DateTimeField)
        and not (field.related_model and _label(field.related_model) == user)
    )


class Bank:
    """All content rows of the database, and those about to be made, by natural key.

    One query for each model and each many-to-many field, however many rows there are.
    """

    def __init__(self) -> None:
        self.rows: dict[Identity, models.Model] = {}
        self.many: dict[tuple[Identity, str], list[Key]] = {}
        self._others: dict[Identity, models.Model] = {}
        by_pk: dict[tuple[Model, Any], models.Model] = {}
        keys: dict[tuple[Model, Any], Key] = {}
        for model in content_models():
            for row in model._default_manager.select_related(*_relations_outside(model)):
                for field in _references(model):
                    target = by_pk.get((field.related_model, getattr(row, field.attname)))
                    if target is not None:
                        setattr(row, field.name, target)
                by_pk[model, row.pk] = row
                keys[model, row.pk] = key_of(row)
                self.rows[_label(model), keys[model, row.pk]] = row
        for model in content_models():
            for field in model._meta.many_to_many:
                through = getattr(model, field.name).through.objects
                columns = (field.m2m_column_name(), field.m2m_reverse_name())
                for source, target_pk in through.values_list(*columns):
                    identity = (_label(model), keys[model, source])
                    self.many.setdefault((identity, field.name), []).append(
                        keys[field.related_model, target_pk]
                    )

    @classmethod
    def empty_like(cls, other: "Bank") -> "Bank":
        """A bank without content rows of its own, for reading files on their own terms."""
        bank = cls.__new__(cls)
        bank.rows, bank.many, bank._others = dict(other.rows), {}, other._others
        return bank

    def find(self, model: Model, key: Key) -> models.Model | None:
        """A row by its natural key, content or not (a school)."""
        identity = (_label(model), key)
        if identity in self.rows or model in content_models():
            return self.rows.get(identity)
        if identity not in self._others:
            try:
                row = model._default_manager.get_by_natural_key(*key)  # type: ignore[attr-defined]
            except (ObjectDoesNotExist, TypeError):
                return None
            self._others[identity] = row
        return self._others[identity]

    def words_of(self, identity: Identity, row: models.Model) -> dict[str, Any]:
        """What a row of the database says."""
        many = {
            field.name: self.many.get((identity, field.name), [])
            for field in row._meta.many_to_many
        }
        return words(row, many)


def _references(model: Model) -> list[Any]:
    return [
        field
        for field in content_fields(model)
        if isinstance(field, models.ForeignKey) and field.related_model in content_models()
    ]


def _relations_outside(model: Model) -> list[str]:
    outside = [
        field.name
        for field in content_fields(model)
        if isinstance(field, models.ForeignKey) and field.related_model not in content_models()
    ]
    return outside or [None]  # type: ignore[list-item]  # (None: follow nothing)


def key_of(row: models.Model) -> Key:
    return tuple(str(part) for part in row.natural_key())  # type: ignore[attr-defined]


def words(row: models.Model, many: dict[str, list[Key]]) -> dict[str, Any]:
    """What a row says, in the order of its fields; what is as by default is not said.

    So a field that is added later changes no row that does not use it.
    """
    said: dict[str, Any] = {}
    for field in content_fields(type(row)):
        if field.many_to_many:
            if keys := many.get(field.name):
                said[field.name] = [list(key) for key in sorted(keys)]
        elif isinstance(field, models.ForeignKey):
            if target := getattr(row, field.name):
                said[field.name] = list(target.natural_key())
        else:
            value = _plain(field.value_from_object(row))
            usual = (_plain(field.get_default()),) if field.has_default() else ("", None)
            if value not in usual:
                said[field.name] = value
    return said


def _plain(value: Any) -> Any:
    """Browsers send \\r\\n and forms strip; neither is a change."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def hash_of(said: dict[str, Any]) -> str:
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


# --- From a file's row ------------------------------------------------------------------------


def model_of(row: FileRow) -> Model:
    model = next((model for model in content_models() if _label(model) == row.label), None)
    if model is None:
        raise ContentError(
            _("%(place)s: “%(label)s” is no kind of content.")
            % {"place": row.place, "label": row.label}
        )
    return model


def build(row: FileRow, bank: Bank) -> tuple[models.Model, dict[str, list[Key]]]:
    """Make the row that a file asks for, unsaved, with its many-to-many keys."""
    model = model_of(row)
    known = {field.name: field for field in content_fields(model)}
    instance, many = model(), dict[str, list[Key]]()
    for name, value in row.fields.items():
        field = known.get(name)
        if field is None:
            if value is None and _is_field(model, name):
                continue  # an owner left empty
            raise ContentError(
                _("%(place)s: %(label)s has no field “%(field)s”.")
                % {"place": row.place, "label": row.label, "field": name}
            )
        if field.many_to_many:
            many[name] = [
                key_of(_target(row, field, item, bank)) for item in _as_list(row, name, value)
            ]
        elif isinstance(field, models.ForeignKey):
            setattr(instance, name, value and _target(row, field, value, bank))
        else:
            try:
                setattr(instance, name, field.to_python(value))
            except ValidationError as error:
                raise ContentError(f"{row.place}: {name}: {' '.join(error.messages)}") from error
    parent = parent_field(model)
    if parent and not row.fields.get(parent):
        raise ContentError(
            _("%(place)s: %(label)s needs “%(field)s”.")
            % {"place": row.place, "label": row.label, "field": parent}
        )
    return instance, many


def _is_field(model: Model, name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _as_list(row: FileRow, name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ContentError(
            _("%(place)s: “%(field)s” must be a list.") % {"place": row.place, "field": name}
        )
    return value


def _target(row: FileRow, field: Any, value: Any, bank: Bank) -> models.Model:
    key = tuple(str(part) for part in _as_list(row, field.name, value))
    found = bank.find(field.related_model, key)
    if found is None:
        raise ContentError(
            _("%(place)s: “%(field)s” refers to %(label)s %(key)s, which does not exist.")
            % {
                "place": row.place,
                "field": field.name,
                "label": _label(field.related_model),
                "key": "/".join(key),
            }
        )
    return found
