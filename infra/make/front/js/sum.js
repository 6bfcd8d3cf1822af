// Does altcha's sum (proof of work) before a form is sent, bound to the address that was typed. Only altcha's worker is
// used: its widget is a hundred times our weight, and shows a box to tick where nothing need be asked.
//
// A form says where it gets its sum (data-sum), what it is for where that is no address (data-sum-of) and what does it
// (data-worker); its button what it says meanwhile (data-busy).

import { tidy } from "./tidy.js";

const patience = 90_000;

async function hashed(address) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(address.toLowerCase()));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function challengeFor(form, address) {
  const body = new URLSearchParams({ address: await hashed(address) });
  if (form.elements.candidate) body.set("candidate", form.elements.candidate.value);
  const answer = await fetch(form.dataset.sum, { method: "POST", body, headers: { Accept: "application/json" } });
  if (answer.ok) return answer.json();
  // The vote is over, say, or the candidate left: the answer to the form tells it on a page of its own.
  if (answer.status < 500) return null;
  throw new Error(`challenge: ${answer.status}`);
}

// The workers share the tries among them: each takes its own out of every round.
async function solved(form, challenge) {
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

async function proofFor(form, address) {
  const challenge = await challengeFor(form, address);
  if (!challenge) return "";
  const { parameters, signature } = challenge;
  const solution = await solved(form, { parameters, signature });
  return btoa(JSON.stringify({ challenge: { parameters, signature }, solution }));
}

function ready(form) {
  const button = form.querySelector("button[data-busy]");
  const failed = form.querySelector(".failed");
  const words = button.textContent;

  function busy(isBusy) {
    button.setAttribute("aria-disabled", String(isBusy));
    button.textContent = isBusy ? button.dataset.busy : words;
  }

  form.addEventListener("submit", async (event) => {
    const address = form.dataset.sumOf ?? tidy(form.elements.email.value);
    // What is wrong with an address, the server says; what may be one gets its sum, whatever this browser thinks of it.
    if (!(form.dataset.sumOf || address.includes("@")) || event.submitter?.name === "tongue") return;
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    failed.hidden = true;
    busy(true);
    try {
      form.elements.altcha.value = await proofFor(form, address);
      form.submit();
    } catch {
      failed.hidden = false;
      busy(false);
    }
  });

  // Back from the next page, the form is as it was.
  addEventListener("pageshow", () => busy(false));
}

document.querySelectorAll("form[data-sum]").forEach(ready);
