// Counts the public vote again in the reader's own browser, from the files of its log alone, and names the place where
// anything in them differs. It does what infra/make/recount.py does, which says more of it.

import { Differs, checkSignature, cosigned, fetched, hash, hex, joined, readCheckpoint, same } from "./log.js";
import { textOf, tilePath, tree, unhex, width } from "./log.js";
import { broken, tieOf } from "./picked.js";
import { sha256 } from "./sha256.js";

const atOnce = 16;
const notAVote = new Uint8Array(32);
const columns = "entry,candidate,rules,replaces,key,counts";
const why = ["replaced", "disowned", "withdrawn", "disqualified"];
const states = ["yes", ...why];

// Nothing opens the log yet: it is right so far.
class Unopened extends Error {
  constructor(size) {
    super(String(size));
    this.size = size;
  }
}

// Files

// In their order, some of them fetched ahead.
async function* ahead(get, paths) {
  const waiting = [];
  for (const path of paths) {
    const file = get(path);
    // It is looked at in its turn: until then a failure is nobody's.
    file.catch(() => {});
    waiting.push(file);
    if (waiting.length >= atOnce) yield await waiting.shift();
  }
  while (waiting.length) yield await waiting.shift();
}

function* paths(level, count) {
  for (let number = 0; number * width < count; number++) {
    yield tilePath(level, number, Math.min(width, count - number * width));
  }
}

// The log

async function readLog(get, size, root, tell) {
  const commitments = new Uint8Array(size * 32);
  const hashes = [];
  const ids = [];
  const last = new Map();
  const stands = new Map();
  let number = 0;
  for await (const bundle of ahead(get, paths("entries", size))) {
    const before = hashes.length;
    for (const entry of entriesOf(bundle, number)) {
      const place = hashes.length;
      hashes.push(hash(joined([0], entry)));
      const { said, commitment } = readEntry(entry, place);
      if (place < size) commitments.set(commitment, place * 32);
      ids.push(said.kind === "vote" ? String(said.id) : "");
      decide(said, stands, place);
      last.set(said.kind, said);
    }
    if (hashes.length - before !== Math.min(width, size - before)) {
      throw new Differs(`bundle ${number}: it has ${hashes.length - before} entries`);
    }
    number++;
    tell(hashes.length / size / 2);
  }
  if (!same(await topOf(get, hashes), root)) throw new Differs("checkpoint: its hash is not that of the entries");
  return { commitments, ids, last, stands };
}

// Votes are left out by a decision, once, and may be in again by its undoing, once.
function decide({ kind, id }, stands, place) {
  if (kind !== "disqualified" && kind !== "reinstated") return;
  if (stands.get(String(id)) !== (kind === "disqualified" ? undefined : true)) {
    throw new Differs(`entry ${place}: it decides what was decided, or undoes what does not stand`);
  }
  stands.set(String(id), kind === "disqualified");
}

function* entriesOf(bundle, number) {
  for (let at = 0; at < bundle.length; ) {
    const end = at + 2 + bundle[at] * 256 + bundle[at + 1];
    if (!(end <= bundle.length)) throw new Differs(`bundle ${number}: it is cut off`);
    yield bundle.subarray(at + 2, end);
    at = end;
  }
}

function readEntry(entry, number) {
  try {
    const said = JSON.parse(textOf("entry", entry));
    const commitment = said.kind === "vote" ? unhex(said.commitment, 32) : notAVote;
    if (said.kind === "vote" && same(commitment, notAVote)) throw new RangeError("nothing");
    if (typeof said.kind !== "string") throw new TypeError("no kind");
    return { said, commitment };
  } catch {
    throw new Differs(`entry ${number}: nobody can read it`);
  }
}

async function topOf(get, hashes) {
  let tail = [];
  for (let level = 0; hashes.length; level++) {
    const up = [];
    let number = 0;
    let rest = hashes;
    for await (const tile of ahead(get, paths(String(level), hashes.length))) {
      const its = hashes.slice(number * width, (number + 1) * width);
      if (tile.length !== its.length * 32 || !its.every((one, at) => same(one, tile.subarray(at * 32, at * 32 + 32)))) {
        throw new Differs(`tile ${number} of level ${level}: it is not made of what is below it`);
      }
      if (its.length === width) up.push(tree(its));
      rest = its.length === width ? [] : its;
      number++;
    }
    tail = [...rest, ...tail].length ? [tree([...rest, ...tail])] : [];
    hashes = up;
  }
  return tail[0] ?? hash([]);
}

// What opens it

async function openLog(openings, { commitments, ids, stands }, tell) {
  const size = commitments.length / 32;
  const before = new Int32Array(size).fill(-1);
  const counts = new Uint8Array(size);
  const replaced = new Uint8Array(size);
  const counted = new Map();
  const others = new Map();
  let at = openings.indexOf("\n");
  if (openings.slice(0, Math.max(at, 0)) !== columns) {
    throw new Differs("openings.csv: its first line is not the names of its columns");
  }
  for (let place = 2; at + 1 < openings.length; place++) {
    const end = openings.indexOf("\n", at + 1);
    if (end < 0) throw new Differs(`openings.csv: line ${place}`);
    const { number, candidate, earlier, state } = readLine(openings.slice(at + 1, end), place, commitments);
    const [kind, by] = state.split(/:(.*)/s);
    if ((kind === "disqualified") !== Boolean(by) || (by && !stands.get(by))) {
      throw new Differs(`openings.csv: entry ${number} is left out by a decision that does not stand in the log`);
    }
    if (counts[number]) throw new Differs(`openings.csv: entry ${number} is opened twice`);
    if (earlier >= 0 && replaced[earlier]) throw new Differs(`openings.csv: two entries replace entry ${earlier}`);
    if (earlier >= 0) [before[number], replaced[earlier]] = [earlier, 1];
    counts[number] = 1 + states.indexOf(kind);
    const [which, name] = state === "yes" ? [counted, candidate] : [others, state];
    which.set(name, (which.get(name) ?? 0) + 1);
    at = end;
    if (place % 4096 === 0) await tell(0.5 + place / size / 2);
  }
  checkChains(commitments, before, replaced, counts);
  checkIds(ids, counts);
  return { counted, others };
}

function readLine(line, place, commitments) {
  const parts = line.split(",");
  const [entry, candidate, rules, replaces, key, state] = parts;
  const size = commitments.length / 32;
  const is = (text) => /^(0|[1-9]\d*)$/.test(text) && Number(text) < size;
  if (parts.length !== 6 || !is(entry) || !(replaces === "-" || is(replaces)) || !states.includes(state.split(":")[0])) {
    throw new Differs(`openings.csv: line ${place}`);
  }
  const number = Number(entry);
  let ours;
  try {
    ours = new Uint8Array(sha256.hmac.arrayBuffer(unhex(key, 16), `${candidate} ${rules} ${replaces}`));
  } catch {
    throw new Differs(`openings.csv: line ${place}`);
  }
  if (!same(ours, commitments.subarray(number * 32, number * 32 + 32))) {
    throw new Differs(`openings.csv: entry ${number} did not commit to this`);
  }
  const earlier = replaces === "-" ? -1 : Number(replaces);
  const isNone = earlier >= 0 && same(commitments.subarray(earlier * 32, earlier * 32 + 32), notAVote);
  if (earlier === number || isNone) throw new Differs(`openings.csv: entry ${number} replaces what is no other vote`);
  return { number, candidate, earlier, state };
}

function checkChains(commitments, before, replaced, counts) {
  let followed = 0;
  let votes = 0;
  for (let number = 0; number < counts.length; number++) {
    const isVote = !same(commitments.subarray(number * 32, number * 32 + 32), notAVote);
    if (isVote !== counts[number] > 0) throw new Differs(`openings.csv: entry ${number} is not opened`);
    if (!isVote) continue;
    votes++;
    if (Boolean(replaced[number]) !== (states[counts[number] - 1] === "replaced")) {
      throw new Differs(`openings.csv: entry ${number} is said to be replaced and is not, or is and is not said to be`);
    }
    for (let at = replaced[number] ? -1 : number; at >= 0; at = before[at]) followed++;
  }
  if (followed !== votes) throw new Differs("openings.csv: entries replace each other in a circle");
}

function checkIds(ids, counts) {
  const seen = new Set();
  ids.forEach((id, number) => {
    if (counts[number] !== 1) return;
    if (seen.has(id)) throw new Differs(`entry ${number}: its vote counts twice`);
    seen.add(id);
  });
}

// All of it

async function recount(get, witnesses, tell) {
  const checkpoint = readCheckpoint(await get("checkpoint"));
  const isChecked = await checkSignature(checkpoint, textOf("key", await get("key")));
  for (const key of witnesses) {
    const { name, state } = await cosigned(checkpoint, key);
    if (state === "wrong") throw new Differs(`checkpoint: what stands there of witness ${name} is not their signature`);
  }
  const log = await readLog(get, checkpoint.size, checkpoint.root, tell);
  if (!log.last.has("openings")) throw new Unopened(checkpoint.size);
  const [opening, results] = [await get("openings.csv"), await get("results.json")];
  for (const [path, content] of Object.entries({ openings: opening, results })) {
    if (log.last.get("openings")?.[path] !== hex(hash(content))) {
      throw new Differs(`${path}: the log says that it is another file, or not yet any`);
    }
  }
  const { counted, others } = await openLog(textOf("openings.csv", opening), log, tell);
  const inOrder = (map) => [...map].sort(([one], [other]) => (one < other ? -1 : 1));
  const written = (pairs) => pairs.map(([name, its]) => `${JSON.stringify(name)}:${its}`).join(",");
  const ranked = inOrder(counted);
  const total = ranked.reduce((sum, [, votes]) => sum + votes, 0);
  const round = JSON.stringify(log.last.get("opened")?.round);
  const votes = `"counted":${total},"votes":{${written(ranked)}},"not_counted":{${written(inOrder(others))}}`;
  const tie = broken(ranked, tieOf(textOf("results.json", results)));
  const told = `{"round":${round},${votes}${tie.written}}`;
  if (told !== textOf("results.json", results)) throw new Differs(`results.json: ${told}`);
  return { size: checkpoint.size, root: hex(checkpoint.root), ranked, total, others, isChecked, tie };
}

// The page

function ready(form) {
  const [bar, said, left, table] = ["progress", "[data-said]", "[data-left]", "table"].map((its) => form.querySelector(its));
  const words = said.dataset;

  async function tell(part) {
    bar.value = part;
    // Lets the browser draw it.
    await new Promise((resolve) => setTimeout(resolve));
  }

  // Of each reason how many; a decision says which it was behind a colon.
  function notCounted(others) {
    const numbers = new Intl.NumberFormat(document.documentElement.lang);
    const sum = (reason) => [...others].reduce((all, [its, votes]) => all + (its.split(":")[0] === reason ? votes : 0), 0);
    return why.reduce((text, reason) => text.replace(`{${reason}}`, numbers.format(sum(reason))), words.others);
  }

  function shown({ size, ranked, total, others, isChecked, tie }) {
    const numbers = new Intl.NumberFormat(document.documentElement.lang);
    const rows = ranked.sort(([, one], [, other]) => other - one).map(([candidate, votes]) => {
      const row = document.createElement("tr");
      const name = Object.assign(document.createElement("th"), { scope: "row", textContent: candidate });
      row.append(name, Object.assign(document.createElement("td"), { textContent: numbers.format(votes) }));
      return row;
    });
    table.tBodies[0].replaceChildren(...rows);
    table.hidden = false;
    Object.assign(left, { hidden: false, textContent: notCounted(others) });
    const right = words.right.replace("{entries}", numbers.format(size)).replace("{votes}", numbers.format(total));
    const names = new Intl.ListFormat(document.documentElement.lang).format(tie.first);
    const tied = words[tie.chosen ? "broken" : "tied"].replace("{tied}", names).replace("{chosen}", tie.chosen);
    const told = tie.first.length > 1 ? `${right} ${tied}` : right;
    said.textContent = isChecked ? told : `${told} ${words.unsigned}`;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    table.hidden = left.hidden = true;
    bar.hidden = false;
    said.textContent = words.busy;
    try {
      const witnesses = [...document.querySelectorAll("[data-witnesses] [data-key]")].map((one) => one.dataset.key);
      shown(await recount((path) => fetched(form.dataset.log, path), witnesses, tell));
    } catch (problem) {
      const entries = new Intl.NumberFormat(document.documentElement.lang).format(problem.size ?? 0);
      const its = problem instanceof Unopened ? "unopened" : problem instanceof Differs ? "wrong" : "failed";
      said.textContent = words[its].replace("{place}", problem.message).replace("{entries}", entries);
    }
    bar.hidden = true;
  });
  form.hidden = false;
}

document.querySelectorAll("form[data-log]").forEach(ready);
