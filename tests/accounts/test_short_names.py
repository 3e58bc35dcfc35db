import pytest

from accounts.models import User


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Rina Wulandari", "Rina"),
        ("Agus", "Agus"),
        ("R. Aj. Kirana Prameswari", "Kirana"),
        ("Ni Putu Sukma", "Ni Putu"),
        ("I Made", "I Made"),
        ("I", "I"),
        ("R.", "R."),
        ("", ""),
    ],
)
def test_short_name_is_what_one_is_called_by(name, short):
    assert User(name=name).get_short_name() == short
