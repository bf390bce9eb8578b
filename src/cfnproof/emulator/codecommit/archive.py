"""A commit's files as a zip file: what CodePipeline's CodeCommit source makes of format CODE_ZIP.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
"""

import io
import zipfile
from typing import Final

from dulwich.object_store import iter_tree_contents

from cfnproof.emulator.codecommit import contents
from cfnproof.emulator.codecommit.contents import MODES, Entry
from cfnproof.emulator.codecommit.state import Repository

_UNIX: Final = 3
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def archive(repository: Repository, commit_id: str) -> bytes:
    """A zip of all files of a commit, with their modes, symbolic links as such; the same bytes for the same commit.

    git's metadata and the content of submodules are not in it.
    Raises ServiceError CommitDoesNotExistException.
    """
    commit, objects = contents.resolve(repository, commit_id), contents.store(repository)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, mode, key in iter_tree_contents(objects, commit.tree):
            if path is None or mode is None or key is None or not Entry(mode, key).is_file:
                continue
            member = zipfile.ZipInfo(path.decode(), _EPOCH)
            member.create_system, member.compress_type = _UNIX, zipfile.ZIP_DEFLATED
            member.external_attr = MODES[contents.mode_name(mode)] << 16
            packed.writestr(member, objects[key].as_raw_string())
    return buffer.getvalue()
