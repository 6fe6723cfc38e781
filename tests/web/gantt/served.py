"""A page with the Gantt on a port of this machine, under a strict content security policy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Plan</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/gantt/gantt.css"><link rel="stylesheet" href="/page.css"><script type="module" src="/page.js"></script></head>
<body><main><h1>Plan</h1><div id="plan"></div></main></body>
</html>"""
STYLE = """html, body { margin: 0; height: 100%; font-family: system-ui, sans-serif; } h1 { margin: 0; padding: 8px; font-size: 18px; }
main { height: 100%; display: grid; grid-template-rows: auto minmax(0, 1fr); }
@media (prefers-color-scheme: dark) { body { background: #12171d; color: #e8edf2; } }
@media print { main { display: block; } h1 { display: none; } }"""


@contextmanager
def served(document: Any) -> Iterator[str]:
    script = (Path(__file__).parent / "page.js").read_text(encoding="utf-8")
    own = {"/": PAGE, "/page.css": STYLE, "/page.js": script, "/document.json": json.dumps(document)}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.removeprefix("/gantt/")
            component = files("evenhand.web").joinpath("static/evenhand/gantt", name)
            if self.path in own:
                body = own[self.path]
            elif self.path.startswith("/gantt/") and "/" not in name and component.is_file():
                body = component.read_text(encoding="utf-8")
            else:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", TYPES.get(Path(self.path).suffix, "text/html"))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
