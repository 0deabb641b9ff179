"""Zip archives from outside, opened with limits on everything that they could use to do harm."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from urllib.parse import unquote

from fabula.errors import SourceError, UnsafeSourceError

MAX_FILES = 20_000
MAX_FILE = 128 * 1024 * 1024
MAX_TOTAL = 512 * 1024 * 1024
MAX_RATIO = 200  # text compresses about three to one, a page of one letter a thousand to one
RATIO_FROM = 1024 * 1024  # below this size a high ratio does no harm
HINT = "do not open this file; get the story from where it was published"


class Archive:
    """The files of a zip archive. Nothing is ever written to disk, and a file is unpacked only when it is asked for.

    Raises UnsafeSourceError for too many files, too large ones, a compression that only a bomb has, or a path that
    leaves the archive; SourceError for a damaged archive.
    """

    def __init__(self, data: bytes, where: str | None) -> None:
        self.where = where
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, OverflowError) as error:
            raise SourceError(f"the archive is damaged: {error}", where=where, hint="get the file again") from None
        self._infos = {info.filename: info for info in infos}
        self._left = MAX_TOTAL
        self._check(infos)

    def _check(self, infos: list[zipfile.ZipInfo]) -> None:
        if len(infos) > MAX_FILES:
            raise self._unsafe(f"it holds {len(infos)} files")
        total = 0
        for info in infos:
            name = info.filename.replace("\\", "/")
            if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0] or "\0" in name:
                raise self._unsafe(f"a path leaves the archive: {info.filename[:80]!r}")
            total += info.file_size
            if info.file_size > MAX_FILE or total > MAX_TOTAL:
                raise self._unsafe("it would unpack to more than any book")
            if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(1, info.compress_size):
                raise self._unsafe("it is packed like a zip bomb")

    def _unsafe(self, what: str) -> UnsafeSourceError:
        return UnsafeSourceError(what, where=self.where, hint=HINT)

    @property
    def names(self) -> list[str]:
        """The names of the files, as the archive has them."""
        return list(self._infos)

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""
        return name in self._infos

    def read(self, name: str) -> bytes:
        """The content of a file. Raises SourceError when it is missing, damaged or encrypted."""
        info = self._infos.get(name)
        if info is None:
            raise SourceError(f"{name} is missing from the archive", where=self.where, hint="get the file again")
        if info.flag_bits & 1:
            raise SourceError(
                f"{name} is encrypted", where=self.where, hint="remove the password or the copy protection"
            )
        limit = min(MAX_FILE, self._left)
        try:
            with self._zip.open(info) as file:
                data = file.read(limit + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            raise SourceError(f"{name} is damaged: {error}", where=self.where, hint="get the file again") from None
        if len(data) > limit:
            raise self._unsafe("it unpacks to more than it says")
        self._left -= len(data)
        return data

    def xml(self, name: str) -> bytes:
        """The content of an XML file that declares no entities. Raises UnsafeSourceError when it does."""
        data = self.read(name)
        head = data[: 1 << 20].replace(b"\0", b"").upper()
        if b"<!ENTITY" in head:
            raise self._unsafe(f"{name} declares entities")
        return data


def join(base: str, reference: str) -> str | None:
    """The archive's name for a reference in the file `base`; None when it leaves the archive or is elsewhere."""
    path = unquote(reference.split("#", 1)[0].split("?", 1)[0])
    if not path or "://" in path or path.startswith(("/", "\\")) or ":" in path.split("/")[0]:
        return None
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
    return None if joined.startswith("..") or joined.startswith("/") else joined
