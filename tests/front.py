"""What stands before the ERP's processes in production: sends websockets to the process
that keeps them open, and everything else to those that answer."""

import socket
import threading
import time
from contextlib import suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer


class Front(ThreadingTCPServer):
    """:param server: the :class:`~erp_server.Server` behind it"""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, server):
        super().__init__(("127.0.0.1", 0), _Connection)
        self.ports = {True: server.gevent_port, False: server.port}
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        self._wait_for(self.ports[True])
        return super().__enter__()

    def __exit__(self, *error):
        self.shutdown()
        super().__exit__(*error)

    def _wait_for(self, port):
        """Websockets are served by a process that starts after the others."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                return
            time.sleep(0.1)
        raise AssertionError("Nobody serves websockets.")


class _Connection(BaseRequestHandler):
    """Browsers open a connection of its own for each websocket, so that the first line
    tells where all of it belongs."""

    def handle(self):
        first = self.request.recv(64, socket.MSG_PEEK)
        port = self.server.ports[first.startswith(b"GET /websocket")]
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)) as behind:
            back = threading.Thread(target=_pass_on, args=(behind, self.request))
            back.start()
            _pass_on(self.request, behind)
            back.join()


def _pass_on(source, target):
    """Copy one direction until its end."""
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
