"""Takes the README's picture of a report: one image of the demo, open, with a box and its words lit.

.venv/bin/multigrain run jobs/demo.yaml && .venv/bin/multigrain report runs/demo
.venv/bin/python .readme/report.py runs/demo/report/index.html scenes/000000000148 dog .readme/report.png
Needs Debian's chromium and chromium-driver.
"""

import io
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from selenium import webdriver

WIDTH, HEIGHT, SHOWN = 1240, 1560, 0.7
OPEN = """
const [key, label] = arguments;
const exhibit = document.querySelector(`.exhibit[data-key="${key}"]`);
exhibit.querySelector("details").open = true;
[...exhibit.querySelectorAll(".chip")].find((chip) => chip.textContent.includes(label)).click();
exhibit.scrollIntoView({behavior: "instant"});
document.activeElement.blur();
"""


def browser() -> Any:
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    return webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))


if __name__ == "__main__":
    page, key, label, out = sys.argv[1:]
    driver = browser()
    size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    driver.get(Path(page).absolute().as_uri())
    driver.execute_script(OPEN, key, label)
    shot = Image.open(io.BytesIO(driver.get_screenshot_as_png())).convert("RGB")
    shot = shot.resize((round(WIDTH * SHOWN), round(HEIGHT * SHOWN)), Image.Resampling.LANCZOS)
    shot.quantize(256, Image.Quantize.MAXCOVERAGE).save(out, optimize=True)
    driver.quit()
