"""A proxy that cuts a third of the connections: before the server has the request, or after it has answered it.

Cut after the answer, the save is committed and the client does not know: that is the case which loses or doubles text
elsewhere.  Each connection carries one request.
"""

import random
import socket
import threading
from collections import Counter
from enum import StrEnum

_PIECE = 65536
_PATIENCE = 30


class Fate(StrEnum):
    """What becomes of a connection."""

    PASSED = "passed"
    CUT_BEFORE = "cut before the request"
    CUT_AFTER = "cut after the commit"


class CuttingProxy:
    """Listens on ``port`` and passes on to ``target``; ``fates`` counts what became of the connections."""

    def __init__(self, target: int, *, seed: int) -> None:
        self.target = target
        self.random = random.Random(seed)
        self.fates: Counter[Fate] = Counter()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = int(self.listener.getsockname()[1])
        self.thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> "CuttingProxy":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return  # closed: the harness is done
            fate = self.random.choices(list(Fate), weights=[4, 1, 1])[0]
            self.fates[fate] += 1
            threading.Thread(target=self._serve, args=(client, fate), daemon=True).start()

    def _serve(self, client: socket.socket, fate: Fate) -> None:
        with client:
            client.settimeout(_PATIENCE)
            try:
                request = _whole_message(client)
                if fate is Fate.CUT_BEFORE:
                    return
                with socket.create_connection(("127.0.0.1", self.target), timeout=_PATIENCE) as server:
                    server.sendall(request)
                    answer = _whole_message(server)
                if fate is Fate.PASSED:
                    client.sendall(answer)
            except OSError:
                return  # the server was killed, or the client went: a cut like any other


def _whole_message(source: socket.socket) -> bytes:
    """One HTTP message with its body, as far as its sender sent it."""
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0 or len(data) < end + 4 + _body_length(data[:end]):
        piece = source.recv(_PIECE)
        if not piece:
            break
        data += piece
    return data


def _body_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0
