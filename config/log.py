"""How the log is written."""

import logging

# Everything that a terminal or a reader of the log could take for more than text: C0, DEL and C1 controls, separators.
_ESCAPED = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}
_ESCAPED |= {code: f"\\u{code:04x}" for code in (0x2028, 0x2029)}


class LineFormatter(logging.Formatter):
    """One event, one line: a name that somebody typed cannot forge another event.  A traceback follows on its own."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The message with control characters escaped."""
        return super().formatMessage(record).translate(_ESCAPED)
