"""What the whole suite shares: no test may be skipped without anybody noticing."""

import pytest

#: a skip with a reason that starts like this is meant; every other one fails the run
ALLOWED = "meant: "


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    config.stash[_skipped] = []
    config.pluginmanager.register(_NoSilentSkips(config), "no-silent-skips")


_skipped = pytest.StashKey[list[str]]()


class _NoSilentSkips:
    """A browser test without a browser is skipped: that must fail, not pass."""

    def __init__(self, config):
        self.skipped = config.stash[_skipped]

    def pytest_runtest_logreport(self, report):
        self._look_at(report)

    def pytest_collectreport(self, report):
        self._look_at(report)

    def _look_at(self, report):
        if report.skipped and not hasattr(report, "wasxfail"):
            reason = str(report.longrepr[-1]).removeprefix("Skipped: ")
            if not reason.startswith(ALLOWED):
                self.skipped.append(f"{report.nodeid}: {reason}")

    def pytest_terminal_summary(self, terminalreporter):
        if self.skipped:
            terminalreporter.section("skipped without being meant: a failure")
            for line in self.skipped:
                terminalreporter.line(line)

    def pytest_sessionfinish(self, session, exitstatus):
        if self.skipped and not exitstatus:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
