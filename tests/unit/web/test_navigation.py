"""The menu: every place once, under the heading of its station, and each letter after `g` leads to one place."""

from collections import Counter

from minicluster.platform.permissions import Role, Viewer
from minicluster.web.navigation import SECTIONS, navigation_for

ENTRIES = [entry for section in SECTIONS for entry in section.entries]


def labels_of(role, path="/"):
    """What the menu holds for a role, heading by heading."""
    menu = navigation_for(Viewer(role=role, programme_id=1), path)
    return {str(section["label"]): [str(entry["label"]) for entry in section["entries"]] for section in menu}


def test_every_place_and_every_key_stands_there_once():
    assert [name for name, count in Counter(entry.url_name for entry in ENTRIES).items() if count > 1] == []
    assert [key for key, count in Counter(entry.key for entry in ENTRIES if entry.key).items() if count > 1] == []


def test_a_role_sees_only_headings_under_which_something_opens_to_it():
    menu = labels_of(Role.COORDINATOR)
    assert list(menu) == ["", "Problems and matching", "Meetings", "Members and map", "Outcomes and cases", "Measuring", "Data and rights"]
    assert menu["Meetings"] == ["Activities", "Calendar", "Work plans", "Lecture and advice fees"]
    assert all(all(entries) and entries for role in Role for entries in labels_of(role).values())


def test_what_is_rarely_gone_to_is_folded_until_one_is_there():
    def folded(path):
        return [str(section["label"]) for section in navigation_for(Viewer(role=Role.COORDINATOR, programme_id=1), path) if section["is_folded"]]

    assert (folded("/"), folded("/rights/"), folded("/activities/7/")) == (["Data and rights"], [], ["Data and rights"])
    current = [
        str(entry["label"])
        for section in navigation_for(Viewer(role=Role.COORDINATOR, programme_id=1), "/activities/7/")
        for entry in section["entries"]
        if entry["is_current"]
    ]
    assert current == ["Activities"]
