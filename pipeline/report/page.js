// Links boxes with the words that speak of them, and filters the gallery. Without it the page can still be read.
"use strict";

const LINKED = "[data-regions]";

const regionsOf = (element) => element.dataset.regions.split(" ");

function light(exhibit, regions) {
  for (const element of exhibit.querySelectorAll(LINKED)) {
    element.classList.toggle("lit", regionsOf(element).some((region) => regions.has(region)));
  }
  exhibit.classList.toggle("dimmed", regions.size > 0);
}

function pinned(exhibit) {
  const pins = exhibit.querySelectorAll('[aria-pressed="true"]');
  return new Set([...pins].flatMap(regionsOf));
}

function point(event) {
  const element = event.target.closest(LINKED);
  const exhibit = element?.closest(".exhibit");
  if (exhibit) light(exhibit, new Set([...pinned(exhibit), ...regionsOf(element)]));
}

function leave(event) {
  const exhibit = event.target.closest(LINKED)?.closest(".exhibit");
  if (exhibit) light(exhibit, pinned(exhibit));
}

// A box of the picture has no state of its own: its chip in the list does.
function pin(target) {
  const element = target.closest(LINKED);
  const exhibit = element?.closest(".exhibit");
  if (!exhibit) return false;
  const button = element.hasAttribute("aria-pressed")
    ? element
    : exhibit.querySelector(`.chip[data-regions="${CSS.escape(element.dataset.regions)}"]`);
  const wasPressed = button?.getAttribute("aria-pressed") === "true";
  letGo(exhibit);
  if (button && !wasPressed) button.setAttribute("aria-pressed", "true");
  light(exhibit, pinned(exhibit));
  announce(exhibit, element, wasPressed);
  return true;
}

function letGo(exhibit) {
  for (const button of exhibit.querySelectorAll('[aria-pressed="true"]')) button.setAttribute("aria-pressed", "false");
  light(exhibit, new Set());
}

function announce(exhibit, element, isOff) {
  const chips = regionsOf(element).map((region) => exhibit.querySelector(`.chip[data-regions="${region}"]`));
  const names = chips.filter(Boolean).map((chip) => chip.textContent.trim());
  const places = exhibit.querySelectorAll("details[open] .word.lit").length;
  document.getElementById("announcement").textContent =
    isOff || !names.length ? "" : `${names.join(", ")}: marked in the picture and in ${places} places of the text shown`;
}

function filter() {
  const words = document.getElementById("search").value.trim().toLowerCase();
  const wanted = [...document.querySelectorAll("#filters select")].filter((select) => select.value);
  let found = 0;
  for (const exhibit of document.querySelectorAll(".exhibit")) {
    const fits = wanted.every((select) => JSON.parse(exhibit.dataset[select.dataset.facet]).includes(select.value));
    exhibit.hidden = !(fits && (!words || exhibit.textContent.toLowerCase().includes(words)));
    if (!exhibit.hidden) found += 1;
  }
  document.getElementById("found").textContent = `${found} ${found === 1 ? "image" : "images"}`;
  openTasks(document.querySelector('[data-facet="tasks"]').value);
}

function openTasks(task) {
  for (const group of document.querySelectorAll(".task")) group.open = group.dataset.task === task;
}

function chooseRule(event) {
  for (const loss of document.querySelectorAll(".loss")) {
    loss.hidden = event.target.value !== "" && loss.dataset.rule !== event.target.value;
  }
}

// Keys of examples become links where the gallery shows the same image.
function linkExamples() {
  const exhibits = new Map([...document.querySelectorAll(".exhibit")].map((one) => [one.dataset.key, one.id]));
  for (const link of document.querySelectorAll("a[data-key]")) {
    const id = exhibits.get(link.dataset.key);
    if (id) link.setAttribute("href", `#${id}`);
  }
}

function openNamed() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!named?.matches(".exhibit")) return;
  document.getElementById("filters")?.reset();
  named.hidden = false;
  named.querySelector("details").open = true;
  named.scrollIntoView();
}

document.addEventListener("pointerover", point);
document.addEventListener("pointerout", leave);
document.addEventListener("focusin", point);
document.addEventListener("focusout", leave);
document.addEventListener("click", (event) => pin(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll(".exhibit").forEach(letGo);
  const isButton = event.target.getAttribute?.("role") === "button";
  if (isButton && (event.key === "Enter" || event.key === " ") && pin(event.target)) event.preventDefault();
});
const filters = document.getElementById("filters");
filters?.addEventListener("input", filter);
filters?.addEventListener("submit", (event) => event.preventDefault());
filters?.addEventListener("reset", () => setTimeout(filter));
document.getElementById("rules")?.addEventListener("input", chooseRule);
window.addEventListener("hashchange", openNamed);
linkExamples();
openNamed();
