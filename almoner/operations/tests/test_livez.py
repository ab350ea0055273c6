"""No test here may touch the database; pytest-django refuses it to tests that do not ask for it."""

from django.test import Client


def test_livez_asks_nothing_of_the_database(client: Client) -> None:
    answer = client.get("/livez")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
