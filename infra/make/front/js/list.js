// Searches while one types, by the rules of chalicelib/site/search.py, in the index that it describes.

const STEM = 8;
const SHORT = { st: ["sint", "saint"], ste: ["sainte"] };

const plainBy = (letters) => (text) =>
  [...text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "")]
    .map((letter) => letters[letter] ?? letter)
    .join("")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

function opened({ places, initiatives, areas, letters }, categories) {
  const plain = plainBy(letters);
  const known = places.map((names) => names.map(plain));
  // One that the year has no more is called what its key says.
  const named = (key) => categories.get(key) ?? key.charAt(0).toUpperCase() + key.slice(1).replaceAll("-", " ");
  return {
    plain,
    known,
    areas: areas.map(([names, numbers]) => ({ names: names.map(plain), numbers })),
    all: initiatives.map(([slug, title, summary, tongue, category, where, organisation, competes, stems, since]) => ({
      ...{ slug, title, summary, tongue, category, where, competes, since },
      about: `${named(category)} · ${where.map((number) => places[number][0]).join(", ")}`,
      text: ` ${plain(`${title} ${summary} ${organisation} ${named(category)}`)} ${where
        .flatMap((number) => known[number])
        .join(" ")}`,
      stems: ` ${stems}`,
    })),
  };
}

const stem = (word) => [...word].slice(0, STEM).join("");

function spellings(plainly) {
  const spelt = (of) => plainly.split(" ").map((word) => (SHORT[word] ? SHORT[word][of % SHORT[word].length] : word));
  return [plainly, spelt(0).join(" "), spelt(1).join(" ")];
}

function placesCalled({ known, areas }, sought) {
  const numbers = [...known.keys()];
  const codes = sought.split(/[^0-9]+/).filter((digits) => digits.length === 4);
  const coded = numbers.filter((number) => codes.some((code) => known[number].includes(code)));
  if (coded.length) return coded;
  const rest = sought.replace(/(?:\bbe? ?)?([0-9]+)/g, (all, digits) => (codes.includes(digits) ? " " : all));
  const words = rest.split(" ").filter(Boolean);
  if (!words.length) return [];
  const typed = spellings(words.join(" "));
  const exact = numbers.filter((number) => typed.some((one) => known[number].includes(one)));
  if (exact.length) return exact;
  const area = areas.find(({ names }) => typed.some((one) => names.includes(one)));
  if (area) return area.numbers;
  return numbers.filter((number) => known[number].some((name) => typed.some((one) => name.startsWith(one))));
}

function matching(index, { words, municipality, category }) {
  const { plain, all } = index;
  const sought = plain(words).split(" ").filter(Boolean).map(spellings);
  const place = plain(municipality);
  const places = new Set(placesCalled(index, place));
  const speaks = ({ text, stems }, one) => text.includes(` ${one}`) || stems.includes(` ${stem(one)}`);
  const found = all.filter(
    (item) =>
      (!category || item.category === category) &&
      (!place || item.where.some((number) => places.has(number))) &&
      sought.every((word) => word.some((one) => speaks(item, one))),
  );
  return { found, isKnown: !place || places.size > 0 };
}

// The page.

const form = document.querySelector(".filters");
const entries = document.querySelector("#entries");
const count = document.querySelector("#count");
const nobody = document.querySelector("#nobody");
const turn = document.querySelector("#turn");
const clear = document.querySelector("#clear");
const blank = document.querySelector("#entry").content;
const language = document.documentElement.lang;
const said = entries.dataset.since;
const most = 60;
let fetching;

function drawn(item) {
  const entry = blank.cloneNode(true);
  const [title, summary, about] = entry.querySelectorAll("h2, p");
  title.lang = summary.lang = item.tongue;
  title.firstElementChild.href = `/${language}/initiatives/${item.slug}`;
  title.firstElementChild.textContent = item.title;
  summary.textContent = item.summary;
  about.textContent = item.since ? `${item.about} · ${said.replace("{year}", item.since)}` : item.about;
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

function show({ found, isKnown }) {
  entries.replaceChildren(...found.slice(0, most).map(drawn));
  const number = found.length.toLocaleString(language);
  count.textContent = (found.length === 1 ? count.dataset.one : count.dataset.other).replace("{n}", number);
  nobody.hidden = found.length > 0;
  nobody.querySelector("p").textContent = isKnown ? nobody.dataset.nothing : nobody.dataset.unknown;
  clear.hidden = false;
  if (turn) turn.hidden = true;
}

async function search() {
  const categories = new Map([...form.category.options].map((option) => [option.value, option.textContent]));
  fetching ??= fetch(form.dataset.index)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
    .then((index) => opened(index, categories));
  const index = await fetching;
  const asked = new FormData(form);
  const [words, municipality, category] = ["q", "municipality", "category"].map((name) => asked.get(name));
  show(matching(index, { words, municipality, category }));
  const used = [...asked].filter(([, value]) => value);
  history.replaceState(null, "", `/${language}/search?${new URLSearchParams(used)}`);
}

let waiting;
form.addEventListener("input", () => {
  clearTimeout(waiting);
  // Without an index the button still asks the server.
  waiting = setTimeout(() => search().catch(() => (fetching = undefined)), 150);
});
