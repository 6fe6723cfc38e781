"""The site on a port of this machine, in a thread, served by the same server as in production."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

import uvicorn
from django.test import override_settings

from evenhand.cli.serving import listening
from tests.patience import PATIENCE

with override_settings(WHITENOISE_AUTOREFRESH=False):
    from evenhand.config.asgi import application


@contextlib.contextmanager
def running_site() -> Iterator[str]:
    with listening("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(application, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        until = time.monotonic() + PATIENCE
        while not server.started:
            if time.monotonic() > until:
                raise TimeoutError(f"The site did not start within {PATIENCE} seconds.")
            time.sleep(0.01)
        try:
            yield f"http://localhost:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
