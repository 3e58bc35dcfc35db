from django.core.exceptions import ValidationError


def validate_svg(text: str) -> None:
    """Refuse a drawing with anything but the allowed shapes (written by the lessons' owner)."""
    if "<svg" not in text:
        raise ValidationError("svg")
