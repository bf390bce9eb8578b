"""What a folder of policies holds, and what checkov would silently pass over."""

from pathlib import Path

from cfnproof.gates.policy.folders import policies


def write(root: Path, *files: str) -> Path:
    """Empty files below a root."""
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


def test_one_folder_a_policy(tmp_path: Path) -> None:
    """In Python or in YAML; what is no folder is passed over."""
    root = write(tmp_path, "one/policy.py", "one/__init__.py", "two/policy.yaml", "README.md", "__pycache__/x.pyc")
    found = policies([root], "policy")
    assert [(folder.id, folder.file.name) for folder in found.folders] == [("one", "policy.py"), ("two", "policy.yaml")]
    assert found.errors == ()


def test_a_python_policy_without_init(tmp_path: Path) -> None:
    """Plain checkov would skip it and say nothing."""
    found = policies([write(tmp_path, "one/policy.py")], "policy")
    assert [error.message for error in found.errors] == ["policy 'one' has no __init__.py: checkov would skip it"]


def test_a_folder_without_a_policy_or_with_two(tmp_path: Path) -> None:
    """Is an error that names it."""
    found = policies([write(tmp_path, "one/notes.md", "two/policy.py", "two/policy.yaml")], "policy")
    assert found.folders == ()
    assert [error.message[:20] for error in found.errors] == ["policy folder 'one' ", "policy folder 'two' "]


def test_the_same_id_twice(tmp_path: Path) -> None:
    """In two roots; the same root given twice is one."""
    first, second = (write(tmp_path / name, "one/policy.yaml") for name in ("first", "second"))
    assert policies([first, first], "policy").errors == ()
    (error,) = policies([first, second], "policy").errors
    assert error.message == f"policy 'one' is here and in {first / 'one'}: rename one"
    assert error.place is not None
    assert error.place.file == second / "one" / "policy.yaml"


def test_a_root_that_does_not_exist_holds_none(tmp_path: Path) -> None:
    """A project need not have policies of its own."""
    assert policies([tmp_path / "none"], "policy").folders == ()
