"""The Chromium that the browser tests drive: one that is there, else Debian's, else Playwright's own.

Run as a program (``python tests/chromium.py``) it installs what is missing and prints the path.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PACKAGES = ("chromium", "fonts-noto-core", "libatomic1")  # the last is for the driver that Playwright brings
REMEDY = (
    "no Chromium that can be driven: install one (Debian and Ubuntu: `apt-get install chromium fonts-noto-core "
    "libatomic1`), or name it in DISPUTEMAP_CHROMIUM, then run again"
)


def find_chromium() -> Path | None:
    """Return a Chromium that is on this machine, or None."""
    named = os.environ.get("DISPUTEMAP_CHROMIUM")
    found = [named] if named else [shutil.which(name) for name in NAMES]
    path = next((path for path in found if path), None) or _playwrights_own()
    return Path(path) if path and Path(path).is_file() else None


def _playwrights_own() -> str | None:
    try:
        with sync_playwright() as playwright:
            return playwright.chromium.executable_path
    except Exception:  # noqa: BLE001 - the driver dies in many ways, and each means that there is none
        return None


def can_be_driven() -> bool:
    """Tell whether Playwright's driver starts on this machine, and Chromium with it."""
    path = find_chromium()
    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(executable_path=str(path), args=["--no-sandbox"]).close()
    except Exception:  # noqa: BLE001 - as above
        return False
    return path is not None


def install_chromium() -> None:
    """Install Debian's packages as root, else let Playwright download its own."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=env, check=False)  # noqa: S607 - apt-get is found on PATH
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
        subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - fixed words
    if find_chromium() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Make sure that there is a Chromium; print its path, or what to install."""
    if not can_be_driven():
        install_chromium()
    works = can_be_driven()
    print(find_chromium() if works else REMEDY, file=sys.stdout if works else sys.stderr)
    return 0 if works else 1


if __name__ == "__main__":
    raise SystemExit(main())
