// The screen for the hall: one slide at a time, and on a slide one thing after the other, by the keys of a keyboard or of the
// thing in a speaker's hand, by fingers or by buttons. Nothing is asked of anybody once the page is open. Which step it is
// is kept in this tab, so that a reload by mistake stays where it was.

const slides = [...document.querySelectorAll(".slide")];

function last(slide) {
  const from = [...slide.querySelectorAll("[data-from]")].map((it) => Number(it.dataset.from));
  return Math.max(0, ...from);
}

// Every press of the key, from the first slide to the last.
const steps = slides.flatMap((slide, number) =>
  Array.from({ length: last(slide) + 1 }, (_, step) => [number, step]),
);

const key = `screen ${location.pathname}`;

// Some browsers keep nothing at all.
function kept() {
  try {
    return Number(sessionStorage.getItem(key));
  } catch {
    return 0;
  }
}

function keep() {
  try {
    sessionStorage.setItem(key, at);
  } catch {}
}

let at = 0;

function show() {
  const [number, step] = steps[at];
  slides.forEach((slide, other) => (slide.hidden = other !== number));
  for (const it of slides[number].querySelectorAll("[data-from], [data-until]")) {
    it.hidden = step < Number(it.dataset.from ?? 0) || step > Number(it.dataset.until ?? step);
  }
  const said = document.querySelector("#at");
  said.textContent = said.dataset.said.replace("{n}", number + 1).replace("{of}", slides.length);
  for (const [id, is] of [["back", at === 0], ["on", at === steps.length - 1]]) {
    document.querySelector(`#${id}`).setAttribute("aria-disabled", is);
  }
}

function go(to) {
  at = Math.min(Math.max(to, 0), steps.length - 1);
  keep();
  show();
}

function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  // Where a browser has none, the page is as large as its window.
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

const KEYS = {
  ArrowRight: () => go(at + 1),
  ArrowDown: () => go(at + 1),
  PageDown: () => go(at + 1),
  " ": () => go(at + 1),
  Enter: () => go(at + 1),
  ArrowLeft: () => go(at - 1),
  ArrowUp: () => go(at - 1),
  PageUp: () => go(at - 1),
  Backspace: () => go(at - 1),
  Home: () => go(0),
  End: () => go(steps.length - 1),
  f: full,
};

document.addEventListener("keydown", (event) => {
  const presses = [" ", "Enter"].includes(event.key) && event.target.closest("a, button");
  // A key that is held down would run through the whole evening.
  if (presses || event.repeat || event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
  event.preventDefault();
  KEYS[event.key]();
});

const FAR = 60;
let touched = null;
document.addEventListener("touchstart", (event) => (touched = event.touches.length === 1 ? event.touches[0] : null));
document.addEventListener("touchend", (event) => {
  const [away] = event.changedTouches;
  const [across, down] = touched ? [away.clientX - touched.clientX, away.clientY - touched.clientY] : [0, 0];
  if (Math.abs(across) > FAR && Math.abs(across) > Math.abs(down)) go(at + (across < 0 ? 1 : -1));
});

document.querySelector("#back").addEventListener("click", () => go(at - 1));
document.querySelector("#on").addEventListener("click", () => go(at + 1));
document.querySelector("#full").addEventListener("click", full);
document.querySelector("#full").hidden = !document.fullscreenEnabled;
document.querySelector(".keys").hidden = false;
document.documentElement.classList.add("stepping");
go(kept());
