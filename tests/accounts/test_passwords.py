import re

from accounts.passwords import new_password


def test_new_passwords_can_be_read_aloud_and_differ():
    made = {new_password() for _ in range(200)}
    assert len(made) == 200
    assert all(
        re.fullmatch(r"(?:[bdfghjkmnprstwyz][aeiou]){2}(?:-(?:[a-z][aeiou]){2}){2}-\d\d", p)
        for p in made
    )
