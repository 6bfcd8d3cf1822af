// Does altcha's sum before the ballot is sent, bound to the address that was typed. Only altcha's worker is used: its widget
// is a hundred times our weight, and shows a box to tick where nothing need be asked.

import { tidy } from "./tidy.js";

const form = document.querySelector("#ballot");
const button = form.querySelector("button");
const failed = document.querySelector("#failed");
const words = button.textContent;
const patience = 90_000;

async function hashed(address) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(tidy(address).toLowerCase()));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function challengeFor(address) {
  const asked = new URLSearchParams({ candidate: form.elements.candidate.value, address: await hashed(address) });
  const answer = await fetch(`/votes/challenge?${asked}`, { headers: { Accept: "application/json" } });
  if (answer.ok) return answer.json();
  // The vote is over, say, or the candidate left: the answer to the ballot tells it on a page of its own.
  if (answer.status < 500) return null;
  throw new Error(`challenge: ${answer.status}`);
}

// The workers share the tries among them: each takes its own out of every round.
async function solved(challenge) {
  const workers = Array.from({ length: Math.min(8, navigator.hardwareConcurrency || 2) }, () => new Worker(form.dataset.worker));
  const work = (worker, number) =>
    new Promise((resolve, reject) => {
      worker.onerror = reject;
      worker.onmessage = ({ data }) => (data && !data.error ? resolve(data) : reject(data));
      const share = { counterMode: "uint32", counterStart: number, counterStep: workers.length };
      worker.postMessage({ type: "work", challenge, timeout: patience, ...share });
    });
  try {
    return await Promise.any(workers.map(work));
  } finally {
    workers.forEach((worker) => worker.terminate());
  }
}

async function proofFor(address) {
  const challenge = await challengeFor(address);
  if (!challenge) return "";
  const { parameters, signature } = challenge;
  const solution = await solved({ parameters, signature });
  return btoa(JSON.stringify({ challenge: { parameters, signature }, solution }));
}

function busy(isBusy) {
  button.setAttribute("aria-disabled", String(isBusy));
  button.textContent = isBusy ? button.dataset.busy : words;
}

form.addEventListener("submit", async (event) => {
  // What is wrong with an address, the server says, and only the server: two judges would send people round in circles.
  if (!form.elements.email.value.includes("@")) return;
  event.preventDefault();
  if (button.getAttribute("aria-disabled") === "true") return;
  failed.hidden = true;
  busy(true);
  try {
    form.elements.altcha.value = await proofFor(form.elements.email.value);
    form.submit();
  } catch {
    failed.hidden = false;
    busy(false);
  }
});

// Back from the next page, the ballot is as it was.
addEventListener("pageshow", () => busy(false));
