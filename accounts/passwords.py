"""First passwords: easy to read from a card and to type, and never the same twice."""

import secrets
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.audit import record
from accounts.models import School, User

# No letters that look alike on paper or sound alike when read aloud.
CONSONANTS = "bdfghjkmnprstwyz"
VOWELS = "aeiou"


def new_password() -> str:
    """Three pairs of syllables and two digits, about 44 bits: kamo-tuwi-peda-47"""
    words = [_syllable() + _syllable() for _ in range(3)]
    return "-".join([*words, f"{secrets.randbelow(90) + 10}"])


def _syllable() -> str:
    return secrets.choice(CONSONANTS) + secrets.choice(VOWELS)


def reset_password(*, user: User, school: School | None, by: User, now: datetime) -> str:
    """Give a new first password, shown once; the person must choose their own at sign-in.

    Whoever is signed in with the old one is signed out by it.
    """
    password = new_password()
    hashed = make_password(password)  # hashing takes time: outside the transaction
    with transaction.atomic():
        user.password = hashed
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        record("password.reset", user, by=by, now=now, school=school)
    return password
