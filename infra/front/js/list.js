// Searches the list while one types, from an index that is fetched once, on first use.
// The index is [{slug, title, summary, language, category, places: [name], find: words, where: places, both folded}].

const form = document.querySelector(".filters");
const entries = document.querySelector("#entries");
const count = document.querySelector("#count");
const nobody = document.querySelector("#nobody");
const turn = document.querySelector("#turn");
const clear = document.querySelector("#clear");
const blank = document.querySelector("#entry").content;
const language = document.documentElement.lang;
const most = 60;
let index;

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

function matches(item, asked) {
  return (
    (!asked.category || item.category === asked.category) &&
    asked.words.every((word) => item.find.includes(word)) &&
    asked.place.every((word) => item.where.includes(word))
  );
}

function drawn(item) {
  const entry = blank.cloneNode(true);
  const [title, summary, meta] = entry.querySelectorAll("h2, p");
  title.lang = summary.lang = item.language;
  title.firstElementChild.href = `/${language}/initiatives/${item.slug}`;
  title.firstElementChild.textContent = item.title;
  summary.textContent = item.summary;
  const category = form.querySelector(`option[value="${CSS.escape(item.category)}"]`);
  meta.textContent = `${category ? category.textContent : ""} · ${item.places.join(", ")}`;
  return entry;
}

function show(found) {
  entries.replaceChildren(...found.slice(0, most).map(drawn));
  count.textContent = (found.length === 1 ? count.dataset.one : count.dataset.other).replace("{n}", found.length);
  nobody.hidden = found.length > 0;
  clear.hidden = false;
  if (turn) turn.hidden = true;
}

async function search() {
  const typed = new FormData(form);
  const asked = {
    category: typed.get("category"),
    words: folded(typed.get("words")).split(/\s+/).filter(Boolean),
    place: folded(typed.get("place")).split(/\s+/).filter(Boolean),
  };
  index ??= fetch(form.dataset.index).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)));
  const all = await index;
  show(all.filter((item) => matches(item, asked)));
  history.replaceState(null, "", `/${language}/search?${new URLSearchParams(typed)}`);
}

let waiting;
form.addEventListener("input", () => {
  clearTimeout(waiting);
  // Without an index the button still asks the server.
  waiting = setTimeout(() => search().catch(() => (index = undefined)), 150);
});
