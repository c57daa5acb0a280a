"""The loader is killed in the middle of its work, again and again; what comes of it in the end is what one undisturbed run gives."""

import os

import pytest

KILLS = (("programme", 0.15), ("first-search", 0.5), ("changwon", 0.05))
EVERY_KILL = tuple(
    (phase, seconds)
    for phase in (
        "programme",
        "wonju",
        "thesaurus",
        "first-search",
        "guided-thread",
        "published-case",
        "changwon",
        "banwol-sihwa",
        "gwangju",
        "ulsan",
        "gumi",
        "gunsan",
    )
    for seconds in (0.0, 0.1, 0.4)
)


@pytest.mark.slow
def test_a_loader_that_is_killed_again_and_again_arrives_where_an_undisturbed_one_does(installations, undisturbed):
    installation = installations()
    for phase, seconds in EVERY_KILL if os.environ.get("MINICLUSTER_LONG") else KILLS:
        installation.kill_while_loading_after(phase, seconds)
    installation.load()
    assert installation.digest() == undisturbed
    assert "nothing was changed" in installation.load()
    assert installation.digest() == undisturbed
