"""The one client: polite, patient up to a point, and never a byte lost or kept half."""

from __future__ import annotations

import errno
import json
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from geo.errors import RioolError, StorageError
from geo.sources.web.answers import AnswerStore, CachingClient
from geo.sources.web.errors import FetchError, NoNetworkError, NotFetchedError, RefusedError, TooLargeError
from geo.sources.web.http import HttpPolicy
from tests.servers.dutch_server import Data, serving

GOOD = {"answer": 42}
MB = 1_000_000


class Ear:
    """Remembers what it hears."""

    def __init__(self):
        self.waits, self.damages, self.bytes = [], [], []

    def received(self, _url, size, total):
        self.bytes.append((size, total))

    def waiting(self, _url, seconds, why):
        self.waits.append((seconds, why))

    def damaged(self, file):
        self.damages.append(file)


@pytest.fixture
def server():
    with serving(Data(files={"/good": json.dumps(GOOD).encode(), "/other": b"[]"})) as running:
        yield running


@pytest.fixture
def client(tmp_path):
    """Makes clients on one folder, whose waits are noted and not waited."""
    made = []

    def make(**options):
        policy = options.pop("policy", HttpPolicy(pause_s=0.0, read_s=5.0, most_bytes=10 * MB))
        http = CachingClient(AnswerStore(tmp_path / "answers"), policy, sleep=lambda _: None, listener=Ear(), **options)
        made.append(http)
        return http

    yield make
    for http in made:
        http.__exit__(None, None, None)


def files(tmp_path):
    return sorted(path.name for path in (tmp_path / "answers").rglob("*") if path.is_file())


def test_an_answer_is_kept_with_url_time_and_hash(server, client, tmp_path):
    answer, content = client().get_json(f"{server.base}/good", {"a": "x y"})

    assert content == GOOD
    assert answer.url == f"{server.base}/good?a=x%20y"
    note = json.loads(answer.file.with_suffix(".json").read_text("utf-8"))
    assert note["url"] == answer.url
    assert note["sha256"] == answer.sha256
    assert note["size"] == len(answer.body())
    assert datetime.now(UTC) - datetime.fromisoformat(note["retrieved"]) < timedelta(minutes=1)
    assert server.asked[0].agent == HttpPolicy().user_agent
    assert len(files(tmp_path)) == 2


def test_what_was_kept_is_not_asked_again(server, client):
    first, _ = client().get_json(f"{server.base}/good")
    second, content = client().get_json(f"{server.base}/good")

    assert content == GOOD
    assert second == first
    assert len(server.asked) == 1


def test_fresh_data_are_asked_once_when_the_reader_wants_them(server, client):
    client().get(f"{server.base}/good")
    http = client(refresh=True)
    http.get(f"{server.base}/good")
    http.get(f"{server.base}/good")

    assert len(server.asked) == 2


@pytest.mark.parametrize("kind", ["429", "503", "504", "cut", "cut_gzip", "drop", "html", "half"])
def test_a_passing_fault_passes(server, client, tmp_path, kind):
    server.trouble("/good", kind, times=2)
    http = client()

    _, content = http.get_json(f"{server.base}/good")

    assert content == GOOD
    assert len(server.asked) == 3
    assert [seconds for seconds, _ in http.client.listener.waits] == [2.0, 4.0]
    assert len(files(tmp_path)) == 2


@pytest.mark.parametrize("kind", ["429", "503", "504", "cut", "cut_gzip", "drop", "html", "half"])
def test_a_lasting_fault_ends_after_so_many_attempts_and_keeps_nothing(server, client, tmp_path, kind):
    server.trouble("/good", kind, times=99)

    with pytest.raises(FetchError, match=r"/good: .+\. .+\."):
        client().get_json(f"{server.base}/good")

    assert len(server.asked) == 5
    assert files(tmp_path) == []


def test_waits_grow_and_stay_within_bounds(server, client):
    server.trouble("/good", "503", times=99)
    http = client(policy=HttpPolicy(pause_s=0.0, attempts=8, wait_first_s=2.0, wait_most_s=20.0))

    with pytest.raises(FetchError):
        http.get(f"{server.base}/good")

    assert [seconds for seconds, _ in http.client.listener.waits] == [2, 4, 8, 16, 20, 20, 20]


def test_a_named_wait_is_obeyed(server, client):
    server.trouble("/good", "429", wait="37")
    http = client()

    http.get(f"{server.base}/good")

    assert [seconds for seconds, _ in http.client.listener.waits] == [37.0]


def test_a_named_moment_is_waited_for(server, client):
    moment = datetime.now(UTC) + timedelta(seconds=90)
    server.trouble("/good", "503", wait=format_datetime(moment, usegmt=True))
    http = client()

    http.get(f"{server.base}/good")

    assert http.client.listener.waits[0][0] == pytest.approx(90, abs=5)


@pytest.mark.parametrize("nonsense", ["soon", "-5", ""])
def test_a_wait_that_cannot_be_read_is_our_own(server, client, nonsense):
    server.trouble("/good", "429", wait=nonsense)
    http = client()

    http.get(f"{server.base}/good")

    assert [seconds for seconds, _ in http.client.listener.waits] == [2.0]


def test_a_wait_too_long_is_told_and_not_sat_out(server, client):
    server.trouble("/good", "429", wait="3600")
    http = client()

    with pytest.raises(FetchError, match=r"asks to wait 3600 s.+in 60 minutes"):
        http.get(f"{server.base}/good")

    assert len(server.asked) == 1
    assert http.client.listener.waits == []


@pytest.mark.parametrize("kind", ["huge", "endless", "bomb"])
def test_an_answer_of_2_gb_is_refused_and_nothing_of_it_kept(server, client, tmp_path, kind):
    server.trouble("/good", kind, times=99)
    http = client()

    with pytest.raises(TooLargeError, match="At most 10 MB"):
        http.get_json(f"{server.base}/good")

    assert len(server.asked) == 1
    assert files(tmp_path) == []
    assert max((size for size, _ in http.client.listener.bytes), default=0) < 2 * 10 * MB


def test_a_refusal_is_told_in_the_words_of_the_server(server, client):
    with pytest.raises(RefusedError, match="status 404, saying 'Not Found'") as caught:
        client().get(f"{server.base}/nowhere")

    assert (caught.value.status, caught.value.detail) == (404, "Not Found")
    assert len(server.asked) == 1


def test_a_server_that_refused_is_asked_again_the_next_time(server, client):
    server.trouble("/good", "403")
    with pytest.raises(RefusedError):
        client().get(f"{server.base}/good")

    assert client().get(f"{server.base}/good").status == 200


def test_offline_nothing_is_asked_and_a_refusal_stays_one(server, client):
    client().get(f"{server.base}/good")
    with pytest.raises(RefusedError):
        client().get(f"{server.base}/nowhere")
    before = len(server.asked)

    http = client(offline=True)
    assert http.get(f"{server.base}/good").json() == GOOD
    with pytest.raises(RefusedError):
        http.get(f"{server.base}/nowhere")
    with pytest.raises(NotFetchedError, match="data/maastricht"):
        http.get(f"{server.base}/other")

    assert len(server.asked) == before


def shorten(body: Path, note: Path):
    body.write_bytes(body.read_bytes()[:3])


def change(body: Path, note: Path):
    body.write_bytes(body.read_bytes().replace(b"42", b"43"))


def lose(body: Path, note: Path):
    body.unlink()


def shorten_note(body: Path, note: Path):
    note.write_bytes(note.read_bytes()[:20])


def empty_note(body: Path, note: Path):
    note.write_bytes(b"{}")


@pytest.mark.parametrize("spoil", [shorten, change, lose, shorten_note, empty_note])
def test_a_damaged_answer_is_found_out(server, client, spoil):
    kept = client().get(f"{server.base}/good")
    spoil(kept.file, kept.file.with_suffix(".json"))

    with pytest.raises(NotFetchedError, match="cut short or changed"):
        client(offline=True).get(f"{server.base}/good")
    http = client()
    assert http.get(f"{server.base}/good").json() == GOOD
    assert len(http.client.listener.damages) == 1
    assert client(offline=True).get(f"{server.base}/good").json() == GOOD


def test_a_full_disk_is_told_and_leaves_no_half_answer(server, client, tmp_path, monkeypatch):
    refuse_writing(monkeypatch, ".part-")

    with pytest.raises(StorageError, match=r"No space left on device.+Make room"):
        client().get(f"{server.base}/good")

    assert files(tmp_path) == []
    monkeypatch.undo()
    assert client().get(f"{server.base}/good").json() == GOOD


def refuse_writing(monkeypatch, part):
    """Let the disk be full for files with this in their name."""
    open_file = Path.open

    class Full:
        def __init__(self, file):
            self.file = file

        def write(self, _):
            raise OSError(errno.ENOSPC, "No space left on device")

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.file.close()

    def open_full(self, mode="r", *arguments, **options):
        file = open_file(self, mode, *arguments, **options)
        return Full(file) if part in self.name and "w" in mode else file

    monkeypatch.setattr(Path, "open", open_full)


def test_without_network_the_message_names_what_works_without(client):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    http = client()

    with pytest.raises(NoNetworkError, match=r"no connection with 127\.0\.0\.1.+data/maastricht.+--offline"):
        http.get(f"http://127.0.0.1:{port}/good")

    assert len(http.client.listener.waits) == 4


def test_a_name_that_nobody_knows_is_not_tried_again(client, monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    http = client()

    with pytest.raises(NoNetworkError, match=r"api\.pdok\.nl is not known here.+data/maastricht"):
        http.get("https://api.pdok.nl/cbs")

    assert http.client.listener.waits == []


def test_a_silent_server_is_not_waited_for_for_ever(server, client):
    server.trouble("/good", "slow", times=99)
    http = client(policy=HttpPolicy(pause_s=0.0, read_s=0.05, attempts=2))

    with pytest.raises(NoNetworkError, match="does not answer in time"):
        http.get(f"{server.base}/good")


@pytest.mark.parametrize("address", ["nonsense", "ftp://example.org/file", "http://"])
def test_an_address_that_is_none_is_told(client, address):
    with pytest.raises(FetchError, match="it cannot be asked"):
        client().get(address)


def test_every_fault_is_one_we_understand():
    faults = (FetchError, NoNetworkError, NotFetchedError, RefusedError, StorageError, TooLargeError)
    assert all(issubclass(fault, RioolError) for fault in faults)


def test_there_is_a_pause_between_answers(server, tmp_path):
    waited = []
    with CachingClient(AnswerStore(tmp_path), HttpPolicy(pause_s=0.3), sleep=waited.append) as http:
        http.get(f"{server.base}/good")
        http.get(f"{server.base}/good")
        http.get(f"{server.base}/other")

    assert waited == [0.3, 0.3]
