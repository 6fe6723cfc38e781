from pathlib import Path

from benchmarks.families import FAMILIES, best_known_of, instance_name, instances, read_best_known


def test_instances_come_in_the_order_of_their_numbers(tmp_path: Path):
    (tmp_path / "psplib" / "j30").mkdir(parents=True)
    for name in ("j3010_1.sm", "j302_1.sm", "j301_1.sm.gz", "notes.md"):
        (tmp_path / "psplib" / "j30" / name).touch()
    assert [instance_name(p) for p in instances(FAMILIES["j30"], tmp_path)] == ["j301_1.sm", "j302_1.sm", "j3010_1.sm"]
    assert [instance_name(p) for p in instances(FAMILIES["j30"], tmp_path, ["j302*"])] == ["j302_1.sm"]


def test_best_known_values_are_found_with_and_without_the_files_ending(tmp_path: Path):
    (tmp_path / "best_known.csv").write_text("set,instance,lb,ub\nJ30,j301_1.sm,43,43\nMISTA,A-1,,1/23\nMPLIB1,M_1.txt,,\n")
    assert best_known_of(Path("j301_1.sm.gz"), read_best_known(tmp_path, FAMILIES["j30"])) == (43,)
    assert best_known_of(Path("A-1.txt"), read_best_known(tmp_path, FAMILIES["mista"])) == (1, 23)
    assert best_known_of(Path("M_1.txt"), read_best_known(tmp_path, FAMILIES["mplib1"])) is None


def test_a_folder_without_best_known_values_has_none(tmp_path: Path):
    assert read_best_known(tmp_path, FAMILIES["j30"]) == {}
