"""Writing a file whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path

from drafts.core.errors import FormatError, gettext_noop


def save_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, replacing what is there; a failure leaves that as it was, and nothing beside it.

    Raises FormatError.
    """
    # Beside the target, as a file can be moved into place only within one file system; a short name of its own, since
    # the target's may already be as long as the system takes.
    beside = path.with_name(f".sidian-{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):  # the folder itself may be what is wrong
            beside.unlink(missing_ok=True)
        raise FormatError(
            gettext_noop("不能写入 %(path)s：%(reason)s。"), path=str(path), reason=error.strerror or ""
        ) from error
