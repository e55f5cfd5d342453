"""Fetches the ERP: Debian carries it whole, so apt's signatures vouch for it.

The machine's own apt set-up stays as it is: lists, sources and caches are private,
and the mirror is the one that the machine already uses.
"""

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from .locks import alone
from .paths import CACHE
from .processes import disk_full, logged, output
from .say import Problem, step

SUITE = "sid"
PACKAGE = "odoo-19"
#: the ERP's links to fonts and scripts point at these; by suite they come from
LINKED = {
    SUITE: ["fonts-montserrat"],
    "": [
        "fonts-font-awesome",
        "fonts-roboto-unhinted",
        "fonts-inconsolata",
        "fonts-ocr-b",
        "fonts-glyphicons-halflings",
        "libjs-jquery",
        "libjs-jquery-form",
        "libjs-underscore",
    ],
}
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
#: a face-tracking library that Debian leaves out; without a file of that name every
#: page reports an error, which fails browser tests
LEFT_OUT = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
READY = ".ready"
FETCHING = "Downloading the ERP"
ADVICE = "check the network and run it again, or point ODOO_HOME at an Odoo 19"


@dataclass(frozen=True)
class Erp:
    """An Odoo 19: ``root`` is what makes ``import odoo`` work."""

    root: Path

    @property
    def addons_paths(self) -> list[Path]:
        # a source checkout keeps most of the addons beside the package
        places = [self.root / "odoo" / "addons", self.root / "addons"]
        whole = [path for path in places if (path / "web").is_dir()]
        base = [path for path in places if (path / "base").is_dir()]
        return list(dict.fromkeys([*base[:1], *whole[:1]]))


def get() -> Erp:
    """The ERP of ``ODOO_HOME``, else the fetched one, else fetch it now."""
    if home := os.environ.get("ODOO_HOME"):
        return _given(Path(home).expanduser().resolve())
    found = _fetched()
    if not found:
        with alone(CACHE / "erp.lock", "Waiting: another command fetches the ERP."):
            found = _fetched() or _fetch()
    return Erp(_python_root(found))


def _python_root(prefix: Path) -> Path:
    return prefix / "usr" / "lib" / "python3" / "dist-packages"


def _given(home: Path) -> Erp:
    for root in (home, home.parent, _python_root(home)):
        release = root / "odoo" / "release.py"
        if release.is_file():
            if not re.search(r"^version_info = \(19, 0", release.read_text(), re.M):
                raise Problem(f"ODOO_HOME={home} is not an Odoo 19.0.")
            return Erp(root)
    raise Problem(f"ODOO_HOME={home} holds no Odoo: there is no odoo/release.py in it.")


def _fetched() -> Path | None:
    """The newest version in the cache; no look at the network."""
    ready = sorted(CACHE.glob(f"erp/*/{READY}"), key=lambda path: path.stat().st_mtime)
    return ready[-1].parent if ready else None


def _fetch() -> Path:
    if not shutil.which("apt-get") or not Path(KEYRING).exists():
        raise Problem(
            "The ERP is fetched from Debian and this is no Debian machine: "
            "point ODOO_HOME at an Odoo 19."
        )
    work = CACHE / f"fetch-{os.getpid()}"
    shutil.rmtree(work, ignore_errors=True)
    for folder in ("lists/partial", "archives/partial", "root"):
        (work / folder).mkdir(parents=True)
    try:
        return _fetch_into(work)
    except OSError as error:
        raise disk_full(CACHE) if error.errno == 28 else error from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _fetch_into(work: Path) -> Path:
    apt = _private_apt(work)
    with step("ERP: reading Debian's package list"):
        logged([*apt, "update"], FETCHING, "erp-update", advice=ADVICE)
    files = _files(apt)
    size = sum(file["size"] for file in files) / 1e6
    with step(f"ERP: downloading {size:.0f} MB"):
        names = [file["spec"] for file in files]
        command = [*apt, "download", *names]
        logged(command, FETCHING, "erp-download", advice=ADVICE, cwd=work)
    with step("ERP: checking and unpacking"):
        for file in files:
            _unpack(work / file["name"], file["sha256"], work / "root")
    stub = _python_root(work / "root") / "odoo" / LEFT_OUT
    if not stub.exists():
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text("// not in Debian's package\n")
    version = next(file["version"] for file in files if file["package"] == PACKAGE)
    (work / "root" / READY).write_text(f"{PACKAGE} {version}\n")
    target = CACHE / "erp" / version
    target.parent.mkdir(exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    (work / "root").rename(target)
    return target


def _private_apt(work: Path) -> list[str]:
    """An ``apt-get`` that reads and writes nothing of the machine's but its status."""
    mirror, codename = _machine_suite()
    sources = work / "sources.list"
    sources.write_text(
        "".join(
            f"deb [signed-by={KEYRING}] {mirror} {suite} main\n"
            for suite in (codename, SUITE)
        )
    )
    options = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Dir::State::lists": work / "lists",
        "Dir::Cache": work,
        "Dir::Cache::archives": work / "archives",
        "APT::Default-Release": codename,
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Acquire::Retries": "2",
        "APT::Update::Error-Mode": "any",
    }
    command = ["apt-get", "-q"]
    for name, value in options.items():
        command += ["-o", f"{name}={value}"]
    return command


def _machine_suite() -> tuple[str, str]:
    """Mirror and code name of the machine's main suite."""
    query = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME)"]
    lines = output([*query, "Created-By: Packages"], "Reading apt's sources")
    for mirror, codename in map(str.split, lines.splitlines()):
        if re.fullmatch(r"[a-z]+", codename):
            return mirror, codename
    raise Problem("The machine's apt has no main suite: point ODOO_HOME at an Odoo 19.")


def _files(apt: list[str]) -> list[dict]:
    """Name, size and SHA-256 of every archive, from apt's signed metadata."""
    specs = [f"{PACKAGE}/{SUITE}"]
    for suite, names in LINKED.items():
        specs += [f"{name}/{suite}" if suite else name for name in names]
    lines = output(
        [*apt, "--print-uris", "download", *specs], "Looking the ERP up"
    ).splitlines()
    pattern = r"'\S+' ((\S+?)_(\S+)_\w+\.deb) (\d+) SHA256:(\w{64})"
    files = []
    for line in lines:
        if match := re.fullmatch(pattern, line.strip()):
            name, package, version, size, sha256 = match.groups()
            spec = next(s for s in specs if s.split("/")[0] == package)
            files.append(
                {
                    "spec": spec,
                    "name": name,
                    "package": package,
                    "version": version,
                    "size": int(size),
                    "sha256": sha256,
                }
            )
    if len(files) != len(specs):
        raise Problem(
            f"Debian {SUITE} has no {PACKAGE}: point ODOO_HOME at an Odoo 19."
        )
    return files


def _unpack(archive: Path, sha256: str, root: Path) -> None:
    with archive.open("rb") as stream:
        actual = hashlib.file_digest(stream, "sha256").hexdigest()
    if actual != sha256:
        raise Problem(f"{archive.name} is damaged (wrong SHA-256): run it again.")
    logged(["dpkg", "-x", archive, root], f"Unpacking {archive.name}", "erp-unpack")
