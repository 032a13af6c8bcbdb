"""A table of OData says which years and areas it has, or does not, and we go on."""

from __future__ import annotations

import pytest

from geo.sources.live.odata import Table
from geo.sources.web.errors import FetchError
from tests.servers.dutch_server import serving
from tests.servers.live_task import task_to
from tests.towns.dutch_town import HEALTH, proefstad


@pytest.fixture
def server():
    with serving(proefstad()) as running:
        yield running


@pytest.fixture
def table(server, tmp_path):
    task = task_to(server, tmp_path)
    return Table(task.http, task.live.endpoints.health.format(table=HEALTH))


def test_it_says_its_years_newest_first(table):
    assert table.years() == (2024, 2022)


def test_it_says_of_which_year_its_areas_are(table):
    assert table.boundaries_year() == 2024


def test_it_says_what_its_areas_are_called(table):
    assert table.area_names("BU9998") == {"BU99980000": "West", "BU99980001": "Oost"}


def test_what_it_does_not_say_is_empty(server, table):
    server.data.odata[HEALTH]["about"] = {}

    assert table.years() == ()
    assert table.boundaries_year() is None
    assert table.area_names("BU9998") == {}


@pytest.mark.parametrize("title", [None, "", "Gezondheid 2024", "indeling"])
def test_a_title_without_a_year_of_areas_says_nothing(server, table, title):
    server.data.odata[HEALTH]["about"]["TableInfos"] = [{"Title": title}]

    assert table.boundaries_year() is None


def test_a_server_that_fails_is_no_table_without_years(server, table):
    server.trouble("Perioden", "html", times=9)

    with pytest.raises(FetchError):
        table.years()


def test_pages_are_followed(server, table):
    server.data.odata_page = 50
    rows, answers = table.rows("TypedDataSet")

    assert len(rows) == len(server.data.odata[HEALTH]["rows"])
    assert len(answers) > 1
