// What somebody types stays until it is sent: through Back, an error page, the other language, a deadline. It is kept in
// this tab alone and goes with it. Beside that: how many characters are left, and whether an address looks mistyped.

import { tidy } from "./tidy.js";

const form = document.querySelector("form[data-draft]");
const sent = document.querySelector("[data-sent]");

const store = {
  read: (key) => {
    try {
      return JSON.parse(sessionStorage.getItem(key) ?? "null");
    } catch {
      return null;
    }
  },
  // Some browsers keep nothing at all: then nothing is kept.
  write: (key, value) => {
    try {
      if (value) sessionStorage.setItem(key, JSON.stringify(value));
      else sessionStorage.removeItem(key);
    } catch {}
  },
};

// The draft

const typed = () => [...form.elements].filter((field) => field.name && field.type !== "hidden" && !field.closest(".trap"));

const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

function kept() {
  const draft = {};
  for (const field of typed()) (draft[field.name] ??= []).push(isChoice(field) ? (field.checked ? field.value : "") : field.value);
  return draft;
}

function fillIn(draft) {
  const seen = {};
  for (const field of typed()) {
    const value = draft[field.name]?.[(seen[field.name] = (seen[field.name] ?? -1) + 1)];
    if (value === undefined) continue;
    if (isChoice(field)) field.checked = draft[field.name].includes(field.value);
    else if (value) field.value = value;
  }
}

function keepDraft(name) {
  let waiting;
  const keep = () => store.write(`draft ${name}`, kept());
  const draft = location.hash === "#again" ? store.read(`sent ${name}`) : store.read(`draft ${name}`);
  // On an error page the server shows what was typed last.
  if (draft && !document.querySelector("#errors")) fillIn(draft);
  // What is sent once more is the same form: one registration, however often its mail is asked for.
  const again = location.hash === "#again" && store.read(`form ${name}`);
  if (again && form.elements.stamp) form.elements.stamp.value = again;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 300);
  });
  // The draft goes once the page is seen that says that it was taken: until then it may come back with a fault.
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    waiting = undefined;
    keep();
    if (form.elements.stamp) store.write(`form ${name}`, form.elements.stamp.value);
    if (form.elements.candidate) store.write(`for ${name}`, form.elements.candidate.value);
  });
  addEventListener("pagehide", () => waiting && keep());
}

// How many characters are left

function count(field, told) {
  const { most, one, other, over } = told.dataset;
  const left = most - [...field.value.trim()].length;
  told.classList.toggle("over", left < 0);
  const words = left < 0 ? over : left === 1 ? one : other;
  told.textContent = left > most / 4 ? "" : words.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
}

// A mistyped address

const providers =
  "gmail.com hotmail.com hotmail.be outlook.com outlook.be live.be live.com telenet.be skynet.be proximus.be scarlet.be yahoo.com yahoo.fr icloud.com msn.com proton.me protonmail.com";
const real = new Set(
  `${providers} gmail.be mail.com me.com ymail.com email.com gmx.com gmx.net live.nl live.fr yahoo.be hotmail.fr hotmail.nl outlook.fr voo.be pandora.be`.split(" "),
);

// Whether one letter too many, too few, wrong or changed of place makes the one of the other.
function isNear(one, other) {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  const [a, b] = [one.slice(start), other.slice(start)];
  const swapped = a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
  return swapped || a.slice(1) === b || a === b.slice(1) || a.slice(1) === b.slice(1);
}

function meant(address) {
  const [, local, domain] = /^(.+)@([^@]+)$/.exec(tidy(address).toLowerCase()) ?? [];
  if (!domain || real.has(domain)) return "";
  const near = providers.split(" ").find((provider) => isNear(domain, provider));
  return near ? `${tidy(address).slice(0, local.length)}@${near}` : "";
}

function ask(place, address, whenYes) {
  const better = meant(address);
  place.hidden = !better;
  if (!better) return;
  place.querySelector("span").textContent = place.dataset.words.replace("{address}", better);
  const yes = place.querySelector("button");
  if (yes) yes.onclick = () => whenYes(better);
}

// The page after a mailed form, which is at the form's own address.
if (new URLSearchParams(location.search).has("sent")) {
  const [, , kind] = location.pathname.split("/");
  store.write(`draft ${kind} ${location.pathname.slice(-16)}`, null);
}

if (form) {
  keepDraft(form.dataset.draft);
  for (const told of document.querySelectorAll("[data-most]")) {
    const field = document.getElementById(told.dataset.of);
    field.addEventListener("input", () => count(field, told));
    count(field, told);
  }
  const email = form.elements.email;
  const place = document.querySelector("#email-meant");
  const asking = () =>
    ask(place, email.value, (better) => {
      email.value = better;
      place.hidden = true;
      email.focus();
      email.dispatchEvent(new Event("input", { bubbles: true }));
    });
  if (place) email.addEventListener("change", asking);
}

if (sent) {
  const name = sent.dataset.sent;
  const draft = store.read(`draft ${name}`) ?? store.read(`sent ${name}`);
  const address = draft?.email?.[0];
  if (address) {
    sent.textContent = sent.dataset.words.replace("{email}", tidy(address));
    ask(document.querySelector("#email-meant"), address);
    store.write(`sent ${name}`, draft);
    store.write(`draft ${name}`, null);
    const candidate = store.read(`for ${name}`);
    const again = document.querySelector("#again");
    if (again && candidate) {
      again.querySelector("a").href += `${candidate}#again`;
      again.hidden = false;
    }
  }
}
