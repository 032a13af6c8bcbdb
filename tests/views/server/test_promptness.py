"""Small answers leave at once."""

from __future__ import annotations

import socket

import pytest

from views.server import promptness
from views.server.promptness import answer_at_once

LISTED = pytest.mark.skipif(not promptness._OPEN_FILES.is_dir(), reason="this system does not list open files")


def delays(connection):
    return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0


def taken_by(listener):
    with socket.create_connection(listener.getsockname()):
        taken, _ = listener.accept()
        return taken


@LISTED
def test_connections_taken_afterwards_send_at_once():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        with taken_by(listener) as before:
            assert delays(before)
        assert answer_at_once() >= 1
        with taken_by(listener) as after:
            assert not delays(after)


@LISTED
def test_a_socket_that_does_not_listen_is_left_alone_and_nothing_is_closed():
    with socket.socket() as idle, socket.create_server(("127.0.0.1", 0)) as listener:
        answer_at_once()
        assert delays(idle)
        assert listener.fileno() >= 0
        with taken_by(listener):
            pass


def test_a_system_that_lists_no_open_files_is_served_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(promptness, "_OPEN_FILES", tmp_path / "nothing")
    assert answer_at_once() == 0
