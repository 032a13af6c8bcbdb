"""Where pip comes from, and what is said when it fails."""

from __future__ import annotations

import pytest

from setup_steps import installing
from setup_steps.console import SetupError
from setup_steps.environment import Environment
from setup_steps.installing import Debian, PipSource, pip_source


class TestPip:
    @pytest.mark.parametrize(
        ("has_ensurepip", "machine", "source"),
        [
            (True, Debian(has_apt=True, is_root=True, has_sudo=False), PipSource.PYTHON),
            (False, Debian(has_apt=True, is_root=True, has_sudo=False), PipSource.INSTALL),
            (False, Debian(has_apt=True, is_root=False, has_sudo=True), PipSource.INSTALL),
            (False, Debian(has_apt=True, is_root=False, has_sudo=False), PipSource.FETCH),
            (False, Debian(has_apt=False, is_root=True, has_sudo=False), PipSource.NOWHERE),
        ],
    )
    def test_where_pip_comes_from(self, has_ensurepip, machine, source):
        assert pip_source(has_ensurepip=has_ensurepip, machine=machine) is source

    def test_the_advice_can_be_typed(self):
        said = installing.no_pip_advice((3, 11), has_apt=True)
        assert "    sudo apt-get update && sudo apt-get install -y python3.11-venv\n" in said
        assert said.endswith("Then run the same command again.")

    def test_elsewhere_than_debian_no_apt_is_advised(self):
        assert "apt-get" not in installing.no_pip_advice((3, 12), has_apt=False)

    def test_when_pip_fails_its_words_and_the_way_on_are_shown(self, tmp_path, capsys):
        checkout = Environment(tmp_path)
        checkout.python.parent.mkdir(parents=True)
        checkout.python.write_text("#!/bin/sh\necho no room; exit 3\n", "utf-8")
        checkout.python.chmod(0o755)
        with pytest.raises(SetupError, match=r"GB free here.*Run the same command again"):
            installing.pip_install(checkout, ["thing"], about=1)
        assert "  | no room\n" in capsys.readouterr().out
