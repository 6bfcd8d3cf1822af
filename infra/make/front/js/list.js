// Searches while one types, by the rules of chalicelib/site/search.py, in the index that it describes.

const STEM = 8;
const SHORT = { st: ["sint", "saint"], ste: ["sainte"] };

const plainBy = (letters) => (text) =>
  [...text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "")]
    .map((letter) => letters[letter] ?? letter)
    .join("")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

// `blocks` of the shelf, the oldest first; while there is a vote it is somebody else's turn each day.
// What somebody won, in the newest block by its kind, is in `awards` in words.
function opened({ places, areas, letters }, blocks, categories, tongue, awards) {
  const plain = plainBy(letters);
  const known = places.map((names) => names.map(plain));
  // One that the year has no more is called what its key says.
  const named = (key) => categories.get(key) ?? key.charAt(0).toUpperCase() + key.slice(1).replaceAll("-", " ");
  // A town's part of an address is its Dutch name, whatever language is read.
  const towns = places.map((names, number) => ({
    slug: known[number][0].replaceAll(" ", "-"),
    name: names[tongue === "fr" ? 1 : 0],
  }));
  const lines = blocks.flatMap(({ initiatives }) => initiatives).filter((line) => Array.isArray(line));
  const { turn, won = {} } = blocks.at(-1);
  const honoured = (slug) => (won[slug] ?? []).map((kind) => awards[kind] ?? "");
  const items = lines.map(([slug, title, summary, its, category, where, organisation, competes, stems, since]) => ({
    ...{ slug, title, summary, tongue: its, category, where, competes, since },
    kind: named(category),
    honours: honoured(slug),
    towns: where.map((number) => towns[number]),
    text: ` ${plain(`${title} ${summary} ${organisation} ${named(category)} ${honoured(slug).join(" ")}`)} ${where
      .flatMap((number) => known[number])
      .join(" ")}`,
    stems: ` ${stems}`,
  }));
  return {
    plain,
    known,
    areas: areas.map(([names, numbers]) => ({ names: names.map(plain), numbers })),
    all: turn ? inTurn(items, turn) : items.reverse(),
  };
}

const bytes = new TextEncoder();

function turnOf(slug, day) {
  let number = 0x811c9dc5;
  for (const byte of bytes.encode(`${day} ${slug}`)) number = Math.imul(number ^ byte, 0x01000193);
  number = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  number = Math.imul(number ^ (number >>> 13), 0xc2b2ae35);
  return (number ^ (number >>> 16)) >>> 0;
}

const inTurn = (items, day) =>
  items
    .map((item) => [turnOf(item.slug, day), item])
    .sort(([one, a], [other, b]) => one - other || (a.slug < b.slug ? -1 : 1))
    .map(([, item]) => item);

function distance(one, other) {
  let before = [];
  let last = [...other, ""].map((_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const now = [row];
    for (let column = 1; column <= other.length; column++) {
      const wrong = one[row - 1] === other[column - 1] ? 0 : 1;
      let cost = Math.min(last[column] + 1, now[column - 1] + 1, last[column - 1] + wrong);
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1])
        cost = Math.min(cost, before[column - 2] + 1);
      now.push(cost);
    }
    [before, last] = [last, now];
  }
  return last[other.length];
}

function near(typed, known) {
  const word = [...typed];
  const most = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
  if (!most) return [];
  const likely = [...known].map((one) => [...one]).filter((one) => one[0] === word[0]);
  const far = likely
    .filter((one) => Math.abs(one.length - word.length) <= most)
    .map((one) => [one.join(""), distance(word, one)]);
  const least = Math.min(...far.map(([, its]) => its), most + 1);
  return far.filter(([, its]) => its === least && its <= most).map(([one]) => one);
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
  const begun = numbers.filter((number) => known[number].some((name) => typed.some((one) => name.startsWith(one))));
  if (begun.length) return begun;
  const meant = near(typed[0], new Set(known.flat()));
  return numbers.filter((number) => known[number].some((name) => meant.includes(name)));
}

function matching(index, { words, municipality, category }) {
  const { plain, all } = index;
  const sought = plain(words).split(" ").filter(Boolean).map(spellings);
  const place = plain(municipality);
  const places = new Set(placesCalled(index, place));
  const speaks = ({ text, stems }, one) => text.includes(` ${one}`) || stems.includes(` ${stem(one)}`);
  const says = (word) => (item) => word.some((one) => speaks(item, one));
  const there = all.filter(
    (item) =>
      (!category || item.category === category) && (!place || item.where.some((number) => places.has(number))),
  );
  const speaking = (words) => there.filter((item) => words.every((word) => says(word)(item)));
  const isKnown = !place || places.size > 0;
  const found = speaking(sought);
  if (found.length || !sought.length) return { found, isKnown };
  const said = new Set(there.flatMap(({ text, stems }) => `${text} ${stems}`.split(" ").filter(Boolean)));
  return { found: speaking(sought.map((word) => (there.some(says(word)) ? word : near(word[0], said)))), isKnown };
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
const { since: said, ...awards } = entries.dataset;
const most = 60;
let fetching;

function led({ slug, name }) {
  const link = document.createElement("a");
  link.href = `/${language}/municipalities/${slug}`;
  link.textContent = name;
  return link;
}

function tagged(words) {
  const tag = document.createElement("p");
  tag.className = "tag";
  tag.textContent = words;
  return tag;
}

function drawn(item) {
  const entry = blank.cloneNode(true);
  const [title, summary, about] = entry.querySelectorAll("h2, p");
  title.lang = summary.lang = item.tongue;
  title.firstElementChild.href = `/${language}/initiatives/${item.slug}`;
  title.firstElementChild.textContent = item.title;
  summary.textContent = item.summary;
  about.replaceChildren(
    ...[item.kind, ...item.towns.flatMap((town, nth) => [nth ? ", " : " · ", led(town)])],
    item.since ? ` · ${said.replace("{year}", item.since)}` : "",
  );
  about.after(...item.honours.map(tagged));
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

const fetched = (address) =>
  fetch(address).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)));

async function shelf(name) {
  const newest = await fetched(`${name}.json`);
  const full = Array.from({ length: newest.full }, (_, number) => fetched(`${name}.${number + 1}.json`));
  return [...(await Promise.all(full)), newest];
}

async function search() {
  const categories = new Map([...form.category.options].map((option) => [option.value, option.textContent]));
  fetching ??= Promise.all([fetched(form.dataset.places), shelf(form.dataset.index)]).then(([places, blocks]) =>
    opened(places, blocks, categories, language, awards),
  );
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
