"""What an export makes, a file or a folder, and how it gets to disk: whole, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from fabula.errors import OutputError
from fabula.story import write_whole

MARKER = ".fabula-export"  # lists the files of a folder that an export wrote, and so may replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the user may choose about an export.

    `voices`: a voice for a character's id, "" for the narrator's. `relation`: which network, who speaks to whom or who
    is with whom.
    """

    voices: Mapping[str, str] = field(default_factory=dict)
    relation: Literal["speech", "presence"] = "speech"


@dataclass(frozen=True, slots=True)
class File:
    """One file; `notes` say what it could not carry as it was."""

    data: bytes
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Folder:
    """Files by their names inside the folder ("content/x.txt"); `notes` say what they could not carry as it was."""

    files: Mapping[str, bytes]
    notes: tuple[str, ...] = ()


Product = File | Folder


def write(product: Product, path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write the product at `path`; what was there before is whole until the new one is.

    Without `force` nothing that exists is replaced. With it a file replaces a file, and a folder replaces a folder that
    an export wrote and to which nobody has added a file since. OutputError otherwise.
    """
    target = Path(path)
    if not target.parent.is_dir():
        raise OutputError("the folder does not exist", where=str(target.parent), hint="Make it first.")
    if isinstance(product, File):
        _refuse_file(target, force)
        write_whole(target, product.data)
    else:
        _refuse_folder(target, force)
        _write_folder(product.files, target)


def _refuse_file(target: Path, force: bool) -> None:
    if target.is_dir():
        raise OutputError("a folder of this name is in the way", where=str(target), hint="Give another name with -o.")
    if not force and (target.exists() or target.is_symlink()):
        raise OutputError("the file exists", where=str(target), hint="Use --force to replace it.")


def _refuse_folder(target: Path, force: bool) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise OutputError("a file of this name is in the way", where=str(target), hint="Give another name with -o.")
    if not target.exists() or not any(target.iterdir()):
        return
    if not force:
        raise OutputError("the folder exists", where=str(target), hint="Use --force to replace it.")
    known = _listed(target)
    for file in sorted(target.rglob("*")):
        if not file.is_dir() and file.relative_to(target).as_posix() not in known:
            raise OutputError(
                f"the folder holds {file.relative_to(target).as_posix()!r}, which no export wrote",
                where=str(target),
                hint="Move it away, or give another folder with -o.",
            )


def _listed(target: Path) -> frozenset[str]:
    marker = target / MARKER
    if not marker.is_file() or marker.is_symlink():
        return frozenset()
    return frozenset({MARKER, *marker.read_text(encoding="utf-8", errors="replace").splitlines()})


def _write_folder(files: Mapping[str, bytes], target: Path) -> None:
    """Write beside the target, then rename; the older folder is removed only when the new one stands."""
    new: Path | None = None
    try:
        new = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name[:40]}."))
        for name, data in {**files, MARKER: "\n".join(sorted(files)).encode()}.items():
            file = new / name
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("xb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
        umask = os.umask(0)
        os.umask(umask)
        new.chmod(0o777 & ~umask)
        _put(new, target)
    except OSError as error:
        raise OutputError(
            error.strerror or str(error), where=str(target), hint="Is there room, and may you write there?"
        ) from error
    finally:
        if new is not None:
            shutil.rmtree(new, ignore_errors=True)  # there only when it has not become the target


def _put(new: Path, target: Path) -> None:
    if not target.exists():
        new.rename(target)
        return
    old = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name[:40]}.old."))
    target.rename(old / "was")
    try:
        new.rename(target)
    except OSError:
        (old / "was").rename(target)
        old.rmdir()
        raise
    shutil.rmtree(old, ignore_errors=True)
