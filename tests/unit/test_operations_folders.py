"""What a restore sets aside is never mixed with what an earlier one did."""

from pathlib import Path

from manumit.web.operations.restore import _new_folder


def test_the_same_part_restored_again_sets_its_heads_aside_in_a_folder_of_its_own(
    tmp_path: Path,
) -> None:
    made = [_new_folder(tmp_path, "before-restoring-20261125T101500Z").name for _ in range(3)]
    assert made == [
        "before-restoring-20261125T101500Z",
        "before-restoring-20261125T101500Z-2",
        "before-restoring-20261125T101500Z-3",
    ]
