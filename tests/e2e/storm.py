"""Bad weather for the browser tests: what a browser keeps, and a browser and a server that can be killed."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Page

from tests.conftest import CHROMIUM_FLAGS, CHROMIUM_NAMES, DESKTOP

KEPT = """async () => {
    const known = await indexedDB.databases()
    if (!known.some(({ name }) => name === "sidian")) return []
    const database = await new Promise((resolve, reject) => {
        const request = indexedDB.open("sidian")
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
    })
    const all = await new Promise((resolve, reject) => {
        const request = database.transaction("copies").objectStore("copies").getAll()
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
    })
    database.close()
    return all.map(({ person, draft, base, pending, document }) => ({
        person, draft, base, isPending: Boolean(pending),
        last: document.content.at(-1).content.map(({ text }) => text).join(""),
    }))
}"""


def kept(page: Page) -> list[dict[str, Any]]:
    """What the browser keeps of unsaved texts: person, draft, base, and the last paragraph's text."""
    found: list[dict[str, Any]] = page.evaluate(KEPT)
    return found


def wait_until_kept(page: Page, last: str) -> None:
    """Wait until a copy with this last paragraph is on the disk."""
    _wait(page, "copies.some((copy) => copy.last === last)", last)


def wait_until_nothing_is_kept(page: Page) -> None:
    _wait(page, "copies.length === 0", "")


def _wait(page: Page, condition: str, last: str) -> None:
    """Look until ``condition`` holds.  In the page, because ``wait_for_function`` takes a promise itself for true."""
    page.evaluate(
        f"""async (last) => {{
            const deadline = Date.now() + 15000
            for (;;) {{
                const copies = await ({KEPT})()
                if ({condition}) return
                if (Date.now() > deadline) throw new Error(`kept: ${{JSON.stringify(copies)}}`)
                await new Promise((resolve) => setTimeout(resolve, 20))
            }}
        }}""",
        last,
    )


@contextmanager
def browser_in(kind: BrowserType, folder: Path) -> Iterator[BrowserContext]:
    """A browser whose storage lies in ``folder`` and outlives it; ``kill_browser`` may end it before."""
    program = next(path for name in CHROMIUM_NAMES if (path := shutil.which(name)))
    context = kind.launch_persistent_context(
        str(folder), executable_path=program, args=CHROMIUM_FLAGS, viewport=DESKTOP, locale="zh-CN"
    )
    context.set_default_timeout(15_000)
    try:
        yield context
    finally:
        context.close()


def kill_browser(folder: Path) -> None:
    """kill -9 the browser that uses ``folder``, and nothing else."""
    for process in _processes_with(f"--user-data-dir={folder}"):
        os.kill(process, signal.SIGKILL)


def _processes_with(argument: str) -> list[int]:
    """The main processes whose command line has ``argument``; their helpers end with them."""
    listed = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], check=True, capture_output=True, text=True).stdout
    rows = (line.split(maxsplit=1) for line in listed.splitlines())
    return [int(pid) for pid, command in rows if argument in command.split() and "--type=" not in command]
