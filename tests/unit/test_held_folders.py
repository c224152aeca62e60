"""Folders of test sessions in memory: those of killed sessions go, those in use stay."""

from pathlib import Path

from web_database import held_folder, remove_left


def test_what_a_killed_session_left_is_removed_and_what_is_in_use_stays(tmp_path: Path) -> None:
    left = tmp_path / "mt-db-left"
    left.mkdir()
    (left / "held").touch()
    with held_folder(tmp_path) as used:
        remove_left(tmp_path)
        assert [one.name for one in tmp_path.iterdir()] == [used.name]
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_just_being_made_stays(tmp_path: Path) -> None:
    (tmp_path / "mt-db-new").mkdir()
    remove_left(tmp_path)
    assert (tmp_path / "mt-db-new").exists()
