"""The Chromium that the browser tests drive: one that is there, else Debian's, else Playwright's own.

Run as a program (``python tests/chromium.py``) it installs what is missing and prints the path.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PACKAGES = ("chromium", "fonts-noto-core")
REMEDY = (
    "no Chromium: install one (Debian and Ubuntu: `apt-get install chromium fonts-noto-core`), "
    "or name it in DISPUTEMAP_CHROMIUM, then run again"
)


def find_chromium() -> Path | None:
    """Return a Chromium that is on this machine, or None."""
    named = os.environ.get("DISPUTEMAP_CHROMIUM")
    found = [named] if named else [shutil.which(name) for name in NAMES]
    paths = [Path(path) for path in [*found, _playwrights_own()] if path]
    return next((path for path in paths if path.is_file()), None)


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only when no other was found

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def install_chromium() -> None:
    """Install Debian's package as root, else let Playwright download its own."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=env, check=False)  # noqa: S607 - apt-get is found on PATH
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
        subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - fixed words
    if find_chromium() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Make sure that there is a Chromium; print its path, or what to install."""
    if find_chromium() is None:
        install_chromium()
    path = find_chromium()
    print(path or REMEDY, file=sys.stdout if path else sys.stderr)
    return 0 if path else 1


if __name__ == "__main__":
    raise SystemExit(main())
