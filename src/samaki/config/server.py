"""The production server: gunicorn, started from our own command."""

from __future__ import annotations

from typing import Any

from gunicorn.app.base import BaseApplication


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with threads. The application is loaded once, before the processes part; they share no connection."""

    def __init__(self, bind: str, *, workers: int, threads: int) -> None:
        self._options: dict[str, Any] = {
            "bind": bind,
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "preload_app": True,
            "timeout": 60,
            "max_requests": 5000,
            "max_requests_jitter": 500,
            "loglevel": "warning",
            "proc_name": "samaki",
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        """Take our options; those this version of gunicorn does not know are left out."""
        for name, value in self._options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the application."""
        from django.db import connections

        from samaki.config.wsgi import application

        connections.close_all()
        return application
