"""Runs with their reports, made once; a headless browser where the machine has one."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.report.runs import hostile_run, reported, scenes_run


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder with its report."""
    return reported(scenes_run(tmp_path_factory.mktemp("scenes")))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder with its report."""
    return reported(hostile_run(tmp_path_factory.mktemp("hostile")))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A selenium driver of a browser that writes down what its console says."""
    driver = started(logs=("browser",))
    yield driver
    driver.quit()


@pytest.fixture
def recorder() -> Iterator[Any]:
    """One that writes down what it fetches, too: that takes seconds with a page's pictures, so it is one of its own."""
    driver = started(logs=("browser", "performance"))
    yield driver
    driver.quit()


def started(logs: Sequence[str]) -> Any:
    """Skips the test where there is no browser, and says how to get one."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed: pip install '.[dev]'")
    programs = shutil.which("chromium"), shutil.which("chromedriver")
    if None in programs:
        pytest.skip("no browser to test the page in: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = programs[0]
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", dict.fromkeys(logs, "ALL"))
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(programs[1]))


@pytest.fixture
def browser(chromium: Any) -> Any:
    """At 1280 x 900, light, with an empty log."""
    show(chromium, 1280, "light")
    chromium.get("about:blank")
    chromium.get_log("browser")
    return chromium


def show(driver: Any, width: int, scheme: str) -> None:
    """A window of this width, light or dark, without motion: a click would miss what still scrolls."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    wishes = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
    features = [{"name": name, "value": value} for name, value in wishes.items()]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
