// Searches while one types, by the rules of chalicelib/publication/search.py, in the index that it describes.

const form = document.querySelector(".filters");
const entries = document.querySelector("#entries");
const count = document.querySelector("#count");
const nobody = document.querySelector("#nobody");
const turn = document.querySelector("#turn");
const clear = document.querySelector("#clear");
const blank = document.querySelector("#entry").content;
const language = document.documentElement.lang;
const most = 60;
let fetching;

const plain = (text) =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

function opened({ places, initiatives }) {
  const known = places.map((names) => names.map(plain));
  const categories = new Map([...form.category.options].map((option) => [option.value, option.textContent]));
  return {
    known,
    all: initiatives.map(([slug, title, summary, tongue, category, where, organisation, competes]) => ({
      ...{ slug, title, summary, tongue, category, where, competes },
      about: `${categories.get(category) ?? ""} · ${where.map((number) => places[number][0]).join(", ")}`,
      text: ` ${plain(`${title} ${summary} ${organisation} ${categories.get(category) ?? ""}`)} ${where
        .flatMap((number) => known[number])
        .join(" ")}`,
    })),
  };
}

function placesCalled(known, typed) {
  const numbers = [...known.keys()];
  const exact = numbers.filter((number) => known[number].includes(typed));
  return exact.length ? exact : numbers.filter((number) => known[number].some((name) => name.startsWith(typed)));
}

function matching({ known, all }, asked) {
  const words = plain(asked.get("q")).split(" ").filter(Boolean);
  const place = plain(asked.get("municipality"));
  const places = new Set(place ? placesCalled(known, place) : []);
  const category = asked.get("category");
  return all.filter(
    (item) =>
      (!category || item.category === category) &&
      (!place || item.where.some((number) => places.has(number))) &&
      words.every((word) => item.text.includes(` ${word}`)),
  );
}

function drawn(item) {
  const entry = blank.cloneNode(true);
  const [title, summary, about] = entry.querySelectorAll("h2, p");
  title.lang = summary.lang = item.tongue;
  title.firstElementChild.href = `/${language}/initiatives/${item.slug}`;
  title.firstElementChild.textContent = item.title;
  summary.textContent = item.summary;
  about.textContent = item.about;
  const building = `#kind-${item.category}`;
  if (document.querySelector(building)) entry.querySelector("use").setAttribute("href", building);
  const vote = entry.querySelector(".button");
  if (vote && item.competes) {
    vote.href = `/${language}/vote/${item.slug}`;
    vote.querySelector("[lang]").lang = item.tongue;
    vote.querySelector("[lang]").textContent = item.title;
  } else vote?.remove();
  return entry;
}

function show(found) {
  entries.replaceChildren(...found.slice(0, most).map(drawn));
  const number = found.length.toLocaleString(language);
  count.textContent = (found.length === 1 ? count.dataset.one : count.dataset.other).replace("{n}", number);
  nobody.hidden = found.length > 0;
  clear.hidden = false;
  if (turn) turn.hidden = true;
}

async function search() {
  fetching ??= fetch(form.dataset.index).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)));
  const index = opened(await fetching);
  const asked = new FormData(form);
  show(matching(index, asked));
  const used = [...asked].filter(([, value]) => value);
  history.replaceState(null, "", `/${language}/search?${new URLSearchParams(used)}`);
}

let waiting;
form.addEventListener("input", () => {
  clearTimeout(waiting);
  // Without an index the button still asks the server.
  waiting = setTimeout(() => search().catch(() => (fetching = undefined)), 150);
});
