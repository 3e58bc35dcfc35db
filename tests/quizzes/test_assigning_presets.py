import pytest

from quizzes.presets import PRESETS, Preset


@pytest.mark.parametrize(
    ("preset", "attempts", "limit", "shuffled", "score", "correctness", "key"),
    [
        (Preset.PRACTICE, None, None, False, "submitted", "submitted", "submitted"),
        (Preset.FORMATIVE, 2, None, False, "submitted", "submitted", "closed"),
        (Preset.SUMMATIVE, 1, 60, True, "released", "released", "released"),
    ],
)
def test_preset_holds_what_its_card_promises(
    preset, attempts, limit, shuffled, score, correctness, key
):
    rules = PRESETS[preset]

    assert (rules.attempts_allowed, rules.time_limit_minutes) == (attempts, limit)
    assert (rules.shuffle_items, rules.shuffle_options) == (shuffled, shuffled)
    assert (rules.score_from, rules.correctness_from, rules.key_from) == (score, correctness, key)
    assert rules.counting == "highest"
    assert rules.preset == preset


@pytest.mark.parametrize("preset", list(PRESETS))
@pytest.mark.parametrize(
    "change",
    [
        {"attempts_allowed": 7},
        {"time_limit_minutes": 45},
        {"counting": "latest"},
        {"key_from": "never"},
    ],
)
def test_preset_with_one_value_changed_is_custom(preset, change):
    assert PRESETS[preset].changed(**change).preset == "custom"
