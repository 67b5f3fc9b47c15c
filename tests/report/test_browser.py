"""The page in a real browser: it loads in silence, fetches nothing, links boxes and words, and runs no one's words."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.front_door import multigrain
from tests.report.conftest import show
from tests.report.runs import TEXTS

PAGE = "report/index.html"


def load(browser: Any, page: Path) -> None:
    """Whole: on a busy machine the driver was seen to come back from half a page."""
    from selenium.webdriver.support.ui import WebDriverWait

    browser.get(page.as_uri())
    is_whole = "return location.href === arguments[0] && document.readyState === 'complete'"
    WebDriverWait(browser, 60).until(lambda driver: driver.execute_script(is_whole, page.as_uri()))


def find(browser: Any, selector: str) -> Any:
    return browser.find_element("css selector", selector)


def find_all(browser: Any, selector: str) -> list[Any]:
    return list(browser.find_elements("css selector", selector))


def opened(browser: Any, selector: str = ".exhibit") -> Any:
    """The first exhibit that fits, with all of its parts open."""
    exhibit = find(browser, selector)
    browser.execute_script("arguments[0].querySelectorAll('details').forEach(one => { one.open = true; })", exhibit)
    return exhibit


def fetched(recorder: Any) -> list[str]:
    """Addresses asked for, less those that the page's own policy stopped."""
    asked: dict[str, str] = {}
    for line in recorder.get_log("performance"):
        message = json.loads(line["message"])["message"]
        said = message["params"]
        if message["method"] == "Network.requestWillBeSent":
            asked[said["requestId"]] = said["request"]["url"]
        if message["method"] == "Network.loadingFailed" and said.get("blockedReason") == "csp":
            asked.pop(said["requestId"], None)
    return list(asked.values())


def shown_keys(browser: Any) -> list[str]:
    return [one.get_attribute("data-key") for one in find_all(browser, ".exhibit") if one.is_displayed()]


def press(browser: Any, *keys: str) -> None:
    from selenium.webdriver import ActionChains

    ActionChains(browser).send_keys(*keys).perform()


def point(browser: Any, element: Any) -> None:
    from selenium.webdriver import ActionChains

    browser.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
    ActionChains(browser).move_to_element(element).perform()


def test_it_loads_without_an_error(browser: Any, scenes: Path) -> None:
    load(browser, scenes / PAGE)
    opened(browser)
    assert browser.get_log("browser") == []


def test_it_fetches_nothing_beside_itself(recorder: Any, hostile: Path) -> None:
    load(recorder, hostile / PAGE)
    opened(recorder)
    assert recorder.get_log("browser") == []
    assert [url for url in fetched(recorder) if not url.startswith("data:image/jpeg")] == [(hostile / PAGE).as_uri()]


def test_words_of_annotators_do_not_run(browser: Any, hostile: Path) -> None:
    load(browser, hostile / PAGE)
    for exhibit in find_all(browser, ".exhibit"):
        browser.execute_script("arguments[0].querySelectorAll('details').forEach(one => { one.open = true; })", exhibit)
    assert browser.execute_script("return window.pwned") is None
    text = browser.execute_script("return document.body.textContent")
    assert all(attack in text for attack in TEXTS)
    assert len(find_all(browser, "script, iframe, img[onerror], svg[onload]")) == 1


def test_the_policy_stops_what_would_get_in_all_the_same(recorder: Any, hostile: Path) -> None:
    """Escaping aside: a script or a picture from elsewhere put into the page by force is not run and not fetched."""
    load(recorder, hostile / PAGE)
    recorder.execute_script(
        """
        window.stopped = [];
        document.addEventListener("securitypolicyviolation", (event) => window.stopped.push(event.effectiveDirective));
        const script = document.createElement("script");
        script.textContent = "window.pwned = 1";
        const picture = document.createElement("img");
        picture.src = "http://127.0.0.1:9/x.png";
        const styled = document.createElement("p");
        styled.setAttribute("style", "color: red");
        document.body.append(script, picture, styled);
        """
    )
    stopped = recorder.execute_async_script("setTimeout(() => arguments[0](window.stopped), 200)")
    assert recorder.execute_script("return window.pwned") is None
    assert {"script-src-elem", "img-src", "style-src-attr"} <= set(stopped)
    assert not [url for url in fetched(recorder) if url.startswith("http")]


def test_search_finds_by_key_and_by_words(browser: Any, hostile: Path) -> None:
    load(browser, hostile / PAGE)
    everything = shown_keys(browser)
    assert len(everything) == 5
    find(browser, "#search").send_keys("0000003")
    assert shown_keys(browser) == ["coco/000000000003"]
    assert find(browser, "#found").text == "1 image"
    find(browser, "#filters button").click()
    find(browser, "#search").send_keys("WINDOW.PWNED=1")
    assert set(shown_keys(browser)) == {"coco/000000000001", "coco/000000000005"}


@pytest.mark.parametrize("facet", ["labels", "predicates", "tasks"])
def test_filters_show_the_images_that_have_it(browser: Any, scenes: Path, facet: str) -> None:
    load(browser, scenes / PAGE)
    holds = {
        one.get_attribute("data-key"): json.loads(one.get_attribute(f"data-{facet}"))
        for one in find_all(browser, ".exhibit")
    }
    values = sorted({value for found in holds.values() for value in found})
    wanted = min(values, key=lambda value: (sum(value in found for found in holds.values()), value))
    browser.execute_script(
        "const [select, value] = arguments; select.value = value;"
        "select.dispatchEvent(new Event('input', {bubbles: true}))",
        find(browser, f"[data-facet={facet}]"),
        wanted,
    )
    expected = [key for key, found in holds.items() if wanted in found]
    assert shown_keys(browser) == expected != []
    find(browser, "#filters button").click()
    assert len(shown_keys(browser)) == len(holds)


def test_the_chosen_question_kind_stands_open(browser: Any, scenes: Path) -> None:
    load(browser, scenes / PAGE)
    find(browser, "[data-facet=tasks]").send_keys("count")
    assert {group.get_attribute("data-task") for group in find_all(browser, ".task[open]")} == {"count"}


def test_pointing_at_a_box_lights_the_words_that_speak_of_it_and_back(browser: Any, scenes: Path) -> None:
    load(browser, scenes / PAGE)
    opened(browser)
    point(browser, find(browser, ".exhibit .word"))
    regions = find(browser, ".exhibit .word").get_attribute("data-regions").split()
    boxes = {one.get_attribute("data-regions") for one in find_all(browser, ".exhibit .box.lit")}
    assert boxes == set(regions)
    point(browser, find(browser, "#search"))
    assert not find_all(browser, ".lit")
    region = smallest_box(browser)
    point(browser, find(browser, f".exhibit .box[data-regions='{region}'] rect"))
    lit = find_all(browser, ".exhibit .word.lit")
    assert lit and all(region in one.get_attribute("data-regions").split() for one in lit)
    assert not find_all(browser, f".exhibit .word.lit:not([data-regions~='{region}'])")


def smallest_box(browser: Any) -> str:
    """No other box lies over it."""
    found: str = browser.execute_script(
        "const boxes = [...document.querySelector('.exhibit').querySelectorAll('.box:not(.phrase)')];"
        "const size = (box) => box.querySelector('rect').width.baseVal.value * "
        "box.querySelector('rect').height.baseVal.value;"
        "return boxes.sort((a, b) => size(a) - size(b))[0].dataset.regions"
    )
    return found


def test_a_click_keeps_it_lit_until_escape(browser: Any, scenes: Path) -> None:
    load(browser, scenes / PAGE)
    opened(browser)
    chip = find(browser, ".exhibit .chip")
    chip.click()
    point(browser, find(browser, "#search"))
    assert chip.get_attribute("aria-pressed") == "true"
    assert find_all(browser, ".exhibit .box.lit")
    number, name = chip.text.split()[:2]
    assert number == f"#{chip.get_attribute('data-regions')}"
    assert f"{number} {name}" in find(browser, "#announcement").get_attribute("textContent")
    press(browser, "\ue00c")  # Escape
    assert chip.get_attribute("aria-pressed") == "false"
    assert not find_all(browser, ".lit.box")


def test_the_keyboard_reaches_everything(browser: Any, hostile: Path) -> None:
    """Tab from the top meets each thing one can act on, in order; the skip link is first; Enter acts."""
    load(browser, hostile / PAGE)
    opened(browser)
    expected = browser.execute_script(
        """
        const kinds = "a[href], button, input, select, summary, [role=button], .word, .place, .crop, .scroll";
        return [...document.querySelectorAll(kinds)].filter((one) => one.checkVisibility()).length
        """
    )
    reached = browser.execute_script("window.reached = new Set(); return 0")
    for _ in range(expected):
        press(browser, "\ue004")  # Tab
        reached = browser.execute_script("window.reached.add(document.activeElement); return window.reached.size")
        if reached == 1:
            assert find(browser, ".skip").is_displayed()
    assert reached == expected
    word = find(browser, ".exhibit .word")
    browser.execute_script("arguments[0].focus()", word)
    assert find_all(browser, ".exhibit .box.lit")
    press(browser, "\ue007")  # Enter
    assert word.get_attribute("aria-pressed") == "true"


def test_everything_one_can_act_on_has_a_name(browser: Any, hostile: Path) -> None:
    load(browser, hostile / PAGE)
    opened(browser)
    for one in find_all(browser, "button, input, select, .exhibit [role=button], .exhibit svg.picture, svg.flow"):
        if one.is_displayed():
            assert one.accessible_name.strip(), one.get_attribute("outerHTML")[:200]


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_the_window(browser: Any, scenes: Path, width: int) -> None:
    show(browser, width, "light")
    load(browser, scenes / PAGE)
    opened(browser)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_it_follows_the_readers_light_or_dark(browser: Any, scenes: Path) -> None:
    ground = "return getComputedStyle(document.body).backgroundColor"
    load(browser, scenes / PAGE)
    light = browser.execute_script(ground)
    show(browser, 1280, "dark")
    assert browser.execute_script(ground) != light


def test_an_examples_key_opens_the_image_in_the_gallery(browser: Any, scenes: Path) -> None:
    load(browser, scenes / PAGE)
    link = find(browser, ".dropped a[href]")
    point(browser, link)
    link.click()
    key = link.get_attribute("data-key")
    exhibit = find(browser, f".exhibit[data-key='{key}']")
    assert exhibit.find_element("css selector", "details").get_attribute("open") is not None


def test_one_images_page_works_the_same(
    browser: Any, scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    multigrain(capsys, "explain", scenes, "scenes/000000000001", "--html", tmp_path / "story.html")
    load(browser, tmp_path / "story.html")
    point(browser, find(browser, ".exhibit .word"))
    assert find_all(browser, ".exhibit .box.lit")
    assert browser.get_log("browser") == []


def test_the_picture_stays_in_sight_beside_the_words_that_light_its_boxes(browser: Any, scenes: Path) -> None:
    load(browser, scenes / PAGE)
    opened(browser)
    word = find_all(browser, ".exhibit:first-child .document .word")[-1]
    browser.execute_script("arguments[0].scrollIntoView({block: 'end', behavior: 'instant'})", word)
    top, bottom = browser.execute_script(
        "const place = document.querySelector('.exhibit .picture').getBoundingClientRect();"
        "return [place.top, place.bottom]"
    )
    assert top >= 0 and 0 < bottom <= 900
