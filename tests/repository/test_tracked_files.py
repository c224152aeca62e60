"""Files are listed also where the checkout belongs to another user."""

import subprocess

import pytest

from tracked_files import ROOT, tracked_files


def test_a_checkout_of_another_user_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    found = tracked_files()
    assert "pyproject.toml" in found
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    refused = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, check=False)
    assert refused.returncode != 0, "git refuses what is not asked for"
    assert tracked_files() == found
