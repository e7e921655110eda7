"""The PostgreSQL with PostGIS that `make test-all` writes to: Debian's, started for the tests and thrown away.

Run as a program (``python tests/postgres.py``) it installs what is missing and says which version there is. A cluster
lives in a temporary folder, listens on a Unix socket in it only, and runs as a user that is not root, since PostgreSQL
refuses to run as root.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

REMEDY = (
    "no PostgreSQL with PostGIS: install it (Debian and Ubuntu: `apt-get install postgresql postgresql-NN-postgis-3`, "
    "NN its version), or name the folder of its programs in DISPUTEMAP_POSTGRES, then run again"
)
USERS = ("postgres", "nobody")  # who may run it when root asks
ROOTS = (Path("/usr/lib/postgresql"), Path("/usr/pgsql"), Path("/opt/homebrew/opt"))


def find_programs() -> Path | None:
    """Return the folder with `initdb` and `pg_ctl` of the newest PostgreSQL that has PostGIS, or None."""
    named = os.environ.get("DISPUTEMAP_POSTGRES")
    folders = [Path(named)] if named else [path.parent for root in ROOTS for path in root.glob("*/bin/initdb")]
    return next((folder for folder in sorted(folders, key=_version, reverse=True) if _has_postgis(folder)), None)


def _version(folder: Path) -> int:
    return int((re.findall(r"\d+", str(folder)) or ["0"])[-1])


def _has_postgis(folder: Path) -> bool:
    if not (folder / "initdb").is_file():
        return False
    command = [str(folder / "pg_config"), "--sharedir"]
    shared = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 - found above
    places = [Path(shared), Path("/usr/share/postgresql", str(_version(folder)))]
    return any((place / "extension" / "postgis.control").is_file() for place in places)


def install_postgres() -> None:
    """Install Debian's packages as root, PostGIS for the PostgreSQL that Debian has."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    subprocess.run(["apt-get", "update", "-qq"], env=env, check=False)  # noqa: S607 - apt-get is found on PATH
    subprocess.run([*install, "postgresql"], env=env, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - fixed words
    versions = sorted({int(path.parts[-3]) for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")})
    packages = [f"postgresql-{version}-postgis-3" for version in versions[-1:]]
    subprocess.run([*install, *packages], env=env, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - fixed words


@contextmanager
def running() -> Iterator[str]:
    """Start a cluster of our own, and give the address of its database; at the end nothing of it is left.

    Raises
    ------
    RuntimeError
        If there is no PostgreSQL with PostGIS, or it does not start.
    """
    programs = find_programs()
    if programs is None:
        raise RuntimeError(REMEDY)
    user = next((user for user in USERS if _is_user(user)), None) if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="dm-pg-", dir="/tmp"))  # a longer path is too long for a socket
    try:
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        data = folder / "data"
        _run([programs / "initdb", "-D", data, "-A", "scram-sha-256", "-U", "tester", "--pwfile", _secret(folder, user),
              "-E", "UTF8", "--locale=C", "-N"], user)  # fmt: skip
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=10 -c shared_buffers=16MB"
        _run([programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"], user)
        try:
            yield f"postgresql://tester:{PASSWORD}@{str(folder).replace('/', '%2F')}/postgres"
        finally:
            _run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


PASSWORD = "no-Secret-7"  # noqa: S105 - of a database that lives for a minute


def _secret(folder: Path, user: str | None) -> Path:
    path = folder / "password"
    path.write_text(PASSWORD, encoding="utf-8")
    if user:
        shutil.chown(path, user)
    return path


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _run(command: list[str | Path], user: str | None) -> None:
    done = subprocess.run(  # noqa: S603 - programs that were found above
        [str(part) for part in command],
        user=user,
        group=pwd.getpwnam(user).pw_gid if user else None,
        extra_groups=[] if user else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"{Path(command[0]).name} failed: {done.stderr.strip()}"
        raise RuntimeError(message)


def main() -> int:
    """Make sure that there is a PostgreSQL with PostGIS; print its folder, or what to install."""
    if find_programs() is None:
        install_postgres()
    found = find_programs()
    print(found or REMEDY, file=sys.stdout if found else sys.stderr)
    return 0 if found else 1


if __name__ == "__main__":
    raise SystemExit(main())
