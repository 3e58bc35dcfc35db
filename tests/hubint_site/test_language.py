"""Indonesian first, whatever the browser says; English for who chooses it."""

import pytest


@pytest.mark.parametrize("browser", ["en-US,en;q=0.9", "id-ID", "fr", ""])
def test_pages_speak_indonesian_whatever_the_browser_asks_for(client, db, browser):
    response = client.get("/masuk/", headers={"accept-language": browser})
    assert response.headers["Content-Language"] == "id"
    assert 'lang="id"' in response.content.decode()


def test_a_person_may_choose_english_and_come_back(client, db):
    response = client.post("/bahasa/", {"language": "en", "next": "/masuk/"})
    assert (response.status_code, response.url) == (302, "/masuk/")
    assert "Sign in" in client.get("/masuk/").content.decode()
    client.post("/bahasa/", {"language": "id", "next": "/masuk/"})
    assert "Masuk" in client.get("/masuk/").content.decode()


@pytest.mark.parametrize("language", ["xx", "", "../../etc", "en-x-very-long" * 20])
def test_an_unknown_language_changes_nothing(client, db, language):
    client.post("/bahasa/", {"language": language, "next": "/masuk/"})
    assert client.get("/masuk/").headers["Content-Language"] == "id"


def test_choosing_a_language_never_leads_to_another_host(client, db):
    response = client.post("/bahasa/", {"language": "en", "next": "https://contoh.test/"})
    assert response.url == "/"
