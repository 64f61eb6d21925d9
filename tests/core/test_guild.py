"""A server's settings and its people to talk to."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core import guild
from bot.core.crisis import Listed, Resource, choose, told
from bot.core.guild import GuildSettings, help_in

DAY = date(2026, 3, 2)
LISTED = Listed(
    resources=(
        Resource(locale="en-GB", name="Samaritans", contact="116", hours="24/7", verified_on=DAY),
        Resource(locale="en-IE", name="Pieta", contact="1800", hours="24/7", verified_on=DAY),
        Resource(locale="de", country="AT", name="Telefonseelsorge", contact="142", hours="24/7", verified_on=DAY),
    ),
    directory_url="https://directory.example.org",
)


def said(key: str, **values: object) -> str:
    """A stand-in for the content's texts."""
    return f"{key} {' '.join(map(str, values.values()))}"


def test_without_a_country_nobody_is_guessed_and_no_number_is_shown() -> None:
    found = help_in(GuildSettings(), LISTED)
    assert found.resources == ()
    assert found.countries == ("AT", "GB", "IE")
    assert not any(one.contact in told(found, said) for one in LISTED.resources)
    assert "directory.example.org" in told(found, said)
    assert told(choose(Listed(), (), "", ""), said).startswith("crisis.no_resources")


def test_the_country_set_or_tapped_chooses_and_own_entries_win() -> None:
    assert [one.name for one in help_in(GuildSettings(country="GB"), LISTED).resources] == ["Samaritans"]
    assert [one.name for one in help_in(GuildSettings(country="GB"), LISTED, "AT").resources] == ["Telefonseelsorge"]
    assert help_in(GuildSettings(country="FR"), LISTED).countries == ("AT", "GB", "IE")
    own = Resource(locale="en-GB", name="Ours", contact="call Rosa", hours="evenings", verified_on=DAY)
    settings = guild.with_resource(GuildSettings(country="GB"), own)
    assert [one.name for one in help_in(settings, LISTED).resources] == ["Ours"]


def test_every_entry_shows_its_hours_and_the_day_somebody_looked() -> None:
    text = told(help_in(GuildSettings(country="GB"), LISTED), said)
    assert "24/7" in text
    assert "2026-03-02" in text


ENTRIES = st.builds(
    Resource,
    locale=st.sampled_from(["en-GB", "en", "de-AT"]),
    name=st.text("abc", min_size=1, max_size=3),
    contact=st.text("123", min_size=1, max_size=2),
    hours=st.just("24/7"),
    verified_on=st.dates(DAY - timedelta(days=800), DAY),
)


@given(st.lists(ENTRIES, max_size=6), st.integers(0, 5))
def test_checking_or_removing_touches_the_one_that_was_meant(entries: list[Resource], at: int) -> None:
    settings = GuildSettings()
    for entry in entries:
        settings = guild.with_resource(settings, entry)
    keys = [guild.key_of(one) for one in settings.resources]
    assert len(set(keys)) == len(keys)
    if at >= len(keys):
        return
    after = guild.checked(settings, keys[at], DAY)
    assert after.resources[at].verified_on == DAY
    assert [guild.key_of(one) for one in after.resources] == keys
    assert guild.to_check(after, DAY) == tuple(
        one for n, one in enumerate(settings.resources) if n != at and (DAY - one.verified_on).days > 365
    )
    left = guild.without_resource(settings, keys[at]).resources
    assert [guild.key_of(one) for one in left] == [key for key in keys if key != keys[at]]
    assert GuildSettings.model_validate(settings.model_dump(mode="json")) == settings


@pytest.mark.parametrize(
    "wrong", [{"locale": "english"}, {"country": "gb"}, {"url": "http://a.org"}, {"name": ""}, {"contact": "a\nb"}]
)
def test_an_entry_that_makes_no_sense_is_refused(wrong: dict[str, str]) -> None:
    right = {"locale": "en-GB", "name": "A", "contact": "1", "hours": "24/7", "verified_on": "2026-03-02"}
    Resource.model_validate(right)
    with pytest.raises(ValidationError):
        Resource.model_validate({**right, **wrong})
