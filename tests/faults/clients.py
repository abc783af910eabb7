"""Clients that save as the editor does: one request in flight, the same id until it is acknowledged."""

import http.client
import json
import threading
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.faults.server import Seat

_TOKEN = "f" * 32
_BODY = "把情况摸清、把问题找准、把对策提实，一件一件办，一年一年抓，直到见效。" * 55
_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A save that the server said it has: draft, version, id and the text that tells it from all others."""

    draft: str
    version: int
    save_id: str
    text: str


@dataclass
class Client:
    """Saves ``saves`` texts of about 6 KB, one after the other, through ``port``."""

    number: int
    seat: Seat
    port: int
    saves: int
    acknowledged: list[Acknowledged] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        base = 1
        for step in range(self.saves):
            base = self.save(base, f"客户端{self.number}第{step}稿。")

    def save(self, base: int, text: str) -> int:
        """Save ``text`` until it is acknowledged; its version."""
        save_id = str(uuid.uuid4())
        while not self.stopping.is_set():
            status, answer = self.post({"base": base, "save_id": save_id, "document": speech_of_6_kb(text)})
            self.answers[str(status or "cut")] += 1
            if status == 200:
                self.acknowledged.append(Acknowledged(self.seat.draft, answer["version"], save_id, text))
                return max(base, int(answer["version"]))
            if status == 409:
                # Somebody else's text is newer: it was looked at, and the save goes on from there as a new one.
                base, save_id = int(answer["version"]), str(uuid.uuid4())
            elif status is None:
                self.stopping.wait(_PAUSE)
            else:
                raise AssertionError(f"{status}: {answer}")
        return base

    def post(self, data: dict[str, Any]) -> tuple[int | None, dict[str, Any]]:
        """Status and answer; None where the connection was cut, so that nobody knows what became of it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = headers_of(self.seat) | {"Connection": "close"}
        try:
            connection.request("POST", f"/drafts/{self.seat.draft}/save/", json.dumps(data), headers)
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            return None, {}
        finally:
            connection.close()
        if response.getheader("Content-Type") != "application/json":
            return response.status, {"body": body[:200].decode(errors="replace")}
        return response.status, json.loads(body)


def headers_of(seat: Seat) -> dict[str, str]:
    """What a browser of this seat sends with a save."""
    cookie = f"sessionid={seat.session}; csrftoken={_TOKEN}"
    return {"Content-Type": "application/json", "Cookie": cookie, "X-CSRFToken": _TOKEN}


def speech_of_6_kb(text: str) -> dict[str, Any]:
    """A document of the editor whose last paragraph is ``text``."""

    def paragraph(key: str, style: str, words: str) -> dict[str, Any]:
        attributes = {"key": key, "style": style}
        return {"type": "paragraph", "attrs": attributes, "content": [{"type": "text", "text": words}]}

    content = [paragraph("t", "title", "发言材料"), paragraph("b", "body", _BODY), paragraph("x", "body", text)]
    return {"type": "doc", "content": content}


def run_all(clients: list[Client]) -> list[threading.Thread]:
    """Start every client in a thread of its own."""
    threads = [threading.Thread(target=client.run, daemon=True) for client in clients]
    for thread in threads:
        thread.start()
    return threads
