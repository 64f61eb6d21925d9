import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import VARIABLES, Settings, SettingsError, from_env

README = Path(__file__).parents[2] / "README.md"
TRYOUT = {
    "DISCORD_TOKEN": "playground",
    "DISCORD_API_URL": "http://127.0.0.1:8000/api/v10",
    "DISCORD_GATEWAY_URL": "ws://127.0.0.1:8000/gateway",
    "EASEBACK_CLOCK_URL": "http://127.0.0.1:8000/clock",
}


def problems_of(env: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        from_env(env)
    return caught.value.problems


def test_nothing_set_gives_the_defaults() -> None:
    settings = from_env({})
    assert settings == Settings()
    assert settings.database == Path("data/easeback.db")
    assert (settings.content.name, settings.content.parent.name) == ("en", "content")


def test_running_on_discord_needs_a_token_and_an_operator() -> None:
    assert [line.split()[0] for line in from_env({}).missing_to_run()] == [
        "DISCORD_TOKEN",
        "OPERATOR_NAME",
        "OPERATOR_CONTACT",
    ]
    assert from_env(TRYOUT).missing_to_run() == ()


def test_all_problems_are_told_at_once() -> None:
    told = problems_of(
        {
            "DISCORD_TOKEN": "two words",
            "OPERATOR_NAME": "x" * 81,
            "EASEBACK_UNREVIEWED": "yes",
            "LOG_LEVEL": "loud",
            "DISCORD_API_URL": "discord.com",
        }
    )
    assert len(told) == 5
    assert all(line.endswith(".") for line in told)


def test_a_token_is_never_printed() -> None:
    assert "secret" not in repr(from_env({"DISCORD_TOKEN": "secret"}))
    assert "secret" not in "".join(problems_of({"DISCORD_TOKEN": "secret two"}))


@pytest.mark.parametrize("port", ["0", "-1", "65536", "http", "8 0", "٣٤٥٦", "9" * 99])
def test_a_port_that_is_none(port: str) -> None:
    (told,) = problems_of({"EASEBACK_HEALTH_PORT": port})
    assert "1024 to 65535" in told


@pytest.mark.parametrize("name", ["DISCORD_API_URL", "DISCORD_GATEWAY_URL"])
@pytest.mark.parametrize("elsewhere", [None, "https://discord.com/api", "wss://gateway.discord.gg"])
def test_the_moved_clock_stays_away_from_the_real_discord(name: str, elsewhere: str | None) -> None:
    env = {key: value for key, value in TRYOUT.items() if key != name}
    assert problems_of(env if elsewhere is None else {**env, name: elsewhere})


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/clock", "http://127.0.0.1.example.org/clock", "http://[::2]/", "http://["]
)
def test_the_moved_clock_stays_on_this_machine(url: str) -> None:
    assert "EASEBACK_CLOCK_URL" in problems_of({**TRYOUT, "EASEBACK_CLOCK_URL": url})[0]


@given(st.dictionaries(st.sampled_from(sorted(VARIABLES)), st.text(max_size=30)))
def test_any_environment_gives_settings_or_sentences(env: dict[str, str]) -> None:
    try:
        settings = from_env(env)
    except SettingsError as error:
        told = error.problems
    else:
        told = settings.missing_to_run()
    assert told == () or all(line.endswith(".") for line in told)


def test_every_variable_that_is_read_is_described() -> None:
    source = (Path(__file__).parents[2] / "bot/settings.py").read_text(encoding="utf-8")
    assert set(re.findall(r'read\.\w+\("([A-Z_]+)"', source)) == set(VARIABLES)


def test_the_readme_lists_every_setting() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", README.read_text(encoding="utf-8"), re.MULTILINE))
    assert rows == VARIABLES


@pytest.mark.parametrize("name", ["EASEBACK_KEY", "EASEBACK_KEY_OLD"])
def test_a_short_key_is_refused_and_no_key_is_printed(name: str) -> None:
    assert "too short" in problems_of({name: "hunter2"})[0]
    assert "a long enough passphrase" not in repr(from_env({name: "a long enough passphrase"}))


@pytest.mark.parametrize(
    "url",
    [
        "postgres://ann:word@db.example.org:5432/rows",
        "postgresql://ann:w%2Fo%40rd@10.0.0.1/rows?sslmode=require",
        "postgresql+psycopg://db.example.org/rows",
        "postgresql:///rows?host=/var/run/postgresql",
        "postgresql://ann:word@[::1]:5433/rows",
    ],
)
def test_an_address_of_postgres_is_taken_and_never_printed(url: str) -> None:
    settings = from_env({"DATABASE_URL": url})
    assert settings.database_url == url
    assert "rows" not in repr(settings)


@pytest.mark.parametrize(
    "url",
    ["mysql://ann:secret@h/rows", "rows.db", "postgres://", "postgres://ann:se/cret@h/rows", "postgres://ann:se@cr/et@h/d",
     "postgres://ann:se#cret@h/rows", "postgres://ann:secret@h:port/rows", "postgres://ann:se?cret@h/rows"],
)  # fmt: skip
def test_another_address_is_refused_without_a_word_of_it(url: str) -> None:
    (told,) = problems_of({"DATABASE_URL": url})
    assert told.startswith("DATABASE_URL must read postgresql://")
    assert not {"secret", "cret", "cr", "h/rows"} & set(told.split())
