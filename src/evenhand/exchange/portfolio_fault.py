"""What is wrong in a portfolio document, and at which path in it."""

from __future__ import annotations

from evenhand.exchange.safe_yaml import Path


class ContentFault(ValueError):
    """``path`` leads from where the fault was found; whoever passes it up puts its own steps in front."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message

    def under(self, *steps: str | int) -> ContentFault:
        return ContentFault((*steps, *self.path), self.message)
