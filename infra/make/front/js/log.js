// Reads the public log of the vote as anybody can: its files, its checkpoint and who signed that.

import { sha256 } from "./sha256.js";

export const width = 256;
const cosignature = 4;
// Seconds: what is later is no date.
const latest = 2 ** 35;

// What is not as it should be, with its place.
export class Differs extends Error {}

// Files

export async function fetched(place, path) {
  const answer = await fetch(`${place}/${path}`, { cache: "no-store" });
  if (!answer.ok) throw new Differs(`${path}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

// Of a tile that has so many.
export function tilePath(level, number, held) {
  const digits = String(number).padStart(Math.ceil(String(number).length / 3) * 3, "0").match(/.../g);
  const names = digits.map((part, at) => (at < digits.length - 1 ? `x${part}` : part));
  return ["tile", level, ...names].join("/") + (held === width ? "" : `.p/${held}`);
}

const text = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function textOf(path, bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Differs(`${path}: it is no text`);
  }
}

// Bytes

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const hash = (bytes) => new Uint8Array(sha256.arrayBuffer(bytes));

export function same(one, other) {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// One for all: a million are hashed.
const pair = new Uint8Array(65).fill(1, 0, 1);

function node(left, right) {
  pair.set(left, 1);
  pair.set(right, 33);
  return hash(pair);
}

export function unhex(text, length) {
  if (text.length !== 2 * length || !/^[0-9a-f]*$/.test(text)) throw new RangeError("no such number");
  const found = new Uint8Array(length);
  for (let at = 0; at < length; at++) found[at] = digit(text, 2 * at) * 16 + digit(text, 2 * at + 1);
  return found;
}

// By its code, since a million of these are read: 0 to 9 stand before a to f.
function digit(text, at) {
  const code = text.charCodeAt(at);
  return code - (code < 97 ? 48 : 87);
}

// Only what is written just as it would be.
export function raw(text) {
  try {
    const found = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    return btoa(String.fromCharCode(...found)) === text ? found : new Uint8Array();
  } catch {
    return new Uint8Array();
  }
}

// The checkpoint

export function readCheckpoint(bytes, place = "checkpoint") {
  const [body, ...notes] = textOf(place, bytes).split("\n\n");
  const lines = body.split("\n");
  if (lines.length !== 3 || !/^\d+$/.test(lines[1]) || raw(lines[2]).length !== 32) {
    throw new Differs(`${place}: it does not say what it should`);
  }
  return { body: `${body}\n`, origin: lines[0], size: Number(lines[1]), root: raw(lines[2]), notes: notes.join("\n\n") };
}

// Says whether this browser can check signatures.
export async function checkSignature({ body, origin, notes }, key, place = "checkpoint") {
  const { name, known } = readKey(key);
  if (!known.length || name !== origin) throw new Differs(`${place}: the key of this log is another one`);
  const ours = signatureOf(notes, name, known);
  if (!ours) throw new Differs(`${place}: it is not signed by the key of this log`);
  const isRight = await verified(known.slice(1), ours, body);
  if (isRight === false) throw new Differs(`${place}: its signature is wrong`);
  return isRight !== null;
}

// Whether a witness signed it too, and when, which is part of what they sign: C2SP cosignature/v1.
export async function cosigned({ body, notes }, key) {
  const { name, known } = readKey(key);
  if (known[0] !== 1 && known[0] !== cosignature) return { name, state: "unread" };
  const theirs = signatureOf(notes, name, joined([cosignature], known.slice(1)));
  if (!theirs) return { name, state: "missing" };
  const at = theirs.slice(0, 8).reduce((sum, byte) => sum * 256 + byte, 0);
  const isRight = await verified(known.slice(1), theirs.slice(8), `cosignature/v1\ntime ${at}\n${body}`);
  if (isRight === false || at > latest) return { name, state: "wrong" };
  return { name, at, state: isRight ? "good" : "unable" };
}

// Whose it is, and the key behind the number of its kind; nothing where it is not written as it should be.
function readKey(key) {
  const [name, id, ...rest] = key.trim().split("+");
  const known = raw(rest.join("+"));
  return { name, known: known.length === 33 && idOf(name, known) === id ? known : new Uint8Array() };
}

const idOf = (name, known) => hex(hash(joined(text.encode(`${name}\n`), known)).slice(0, 4));

function signatureOf(notes, name, known) {
  const signed = notes.split("\n").filter((line) => line.startsWith(`— ${name} `));
  const found = signed.map((line) => raw(line.slice(line.lastIndexOf(" ") + 1)));
  return found.find((its) => hex(its.slice(0, 4)) === idOf(name, known))?.slice(4);
}

// Null where this browser knows no Ed25519.
async function verified(key, signature, signed) {
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return null;
  }
  return crypto.subtle.verify({ name: "Ed25519" }, imported, signature, text.encode(signed));
}

// Hashes

// Of what stands below it, however much that is.
export function tree(hashes) {
  let level = hashes;
  while (level.length > 1) {
    const next = [];
    for (let at = 0; at < level.length; at += 2) {
      next.push(at + 1 < level.length ? node(level[at], level[at + 1]) : level[at]);
    }
    level = next;
  }
  return level[0];
}
