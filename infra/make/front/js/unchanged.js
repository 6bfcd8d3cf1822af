// Says in the reader's own browser whether the log of the vote still has all that somebody kept of it: a checkpoint, as it
// was mailed, or the proof of an entry (C2SP tlog-proof). It reads a few files, however many votes there are.

import { Differs, checkSignature, fetched, hash, joined, raw, readCheckpoint, same, textOf, tilePath } from "./log.js";
import { tree, width } from "./log.js";

const ofYours = "what you kept";
const stated = /^\S+\n\d+\n\S{44}\n\n(— .+\n?)+/m;

class Nothing extends Error {}

// As mail programs pass it on: with other ends of lines, quoted, or set in.
function readKept(text) {
  const plain = text.replace(/\r\n?/g, "\n").replace(/^[> \t]+|[ \t]+$/gm, "");
  const found = plain.match(stated);
  if (!found) throw new Nothing();
  const checkpoint = readCheckpoint(new TextEncoder().encode(`${found[0].trimEnd()}\n`), ofYours);
  const [index, extra] = ["index", "extra"].map((name) => plain.match(new RegExp(`^${name} (\\S+)$`, "m"))?.[1]);
  return { checkpoint, number: index && Number(index), entry: raw(extra ?? "") };
}

// The tiles of a log of so many entries. What one is made of, the one above it says, up to those that are not full, of
// which the hash of the whole log is made.
function tilesOf(get, size) {
  const known = new Map();

  async function read(level, number) {
    const held = Math.min(width, Math.floor(size / width ** level) - number * width);
    const bytes = await get(tilePath(String(level), number, held));
    const its = Array.from({ length: held }, (_, at) => bytes.subarray(at * 32, at * 32 + 32));
    const wrong = () => new Differs(`tile ${number} of level ${level}: it is not made of what is below it`);
    if (bytes.length !== held * 32) throw wrong();
    if (held === width) {
      const above = await tile(level + 1, Math.floor(number / width));
      if (!same(tree(its), above[number % width])) throw wrong();
    }
    return its;
  }

  function tile(level, number) {
    const place = `${level}/${number}`;
    if (!known.has(place)) known.set(place, read(level, number));
    return known.get(place);
  }

  return tile;
}

// The hash of its first entries.
async function rootOf(tile, count) {
  let tail = [];
  for (let level = 0; count; level++) {
    const held = count % width;
    count = Math.floor(count / width);
    const rest = held ? (await tile(level, count)).slice(0, held) : [];
    tail = [...rest, ...tail].length ? [tree([...rest, ...tail])] : [];
  }
  return tail[0] ?? hash([]);
}

async function compare(get, kept) {
  const { checkpoint, number, entry } = kept;
  const now = readCheckpoint(await get("checkpoint"));
  const key = textOf("key", await get("key"));
  const isChecked = await checkSignature(now, key);
  await checkSignature(checkpoint, key, ofYours);
  if (checkpoint.size > now.size) throw new Differs(`checkpoint: the log has ${now.size} entries, and had ${checkpoint.size}`);
  const tile = tilesOf(get, now.size);
  if (!same(await rootOf(tile, now.size), now.root)) throw new Differs("checkpoint: its hash is not that of the tiles");
  if (!same(await rootOf(tile, checkpoint.size), checkpoint.root)) {
    throw new Differs(`checkpoint: the first ${checkpoint.size} entries are not those of then`);
  }
  if (number !== undefined) {
    const of = number < checkpoint.size ? (await tile(0, Math.floor(number / width)))[number % width] : [];
    if (!same(hash(joined([0], entry)), of)) throw new Differs(`entry ${number}: it is not the one that you kept`);
  }
  return { size: checkpoint.size, number, isChecked };
}

// The page

function ready(form) {
  const [text, file, said] = ["textarea", "[type=file]", "[data-said]"].map((its) => form.querySelector(its));
  const words = said.dataset;
  const numbers = new Intl.NumberFormat(document.documentElement.lang);

  file.addEventListener("change", async () => {
    if (file.files.length) text.value = await file.files[0].text();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = words.busy;
    try {
      const kept = readKept(text.value);
      const { size, number, isChecked } = await compare((path) => fetched(form.dataset.kept, path), kept);
      const its = number === undefined ? "" : words.yours.replace("{number}", number);
      const all = words.right.replace("{entries}", numbers.format(size));
      said.textContent = [all, its, isChecked ? "" : words.unsigned].filter(Boolean).join(" ");
    } catch (problem) {
      const why = problem instanceof Nothing ? "nothing" : problem instanceof Differs ? "wrong" : "failed";
      said.textContent = words[why].replace("{place}", problem.message);
    }
  });
  form.hidden = false;
}

document.querySelectorAll("form[data-kept]").forEach(ready);
