// Who signed the log of the vote too: what the log says of each, and whether their signatures are right, which the reader's
// own browser checks by the keys of this page, or by those that they got from the witnesses themselves.

import { cosigned, fetched, readCheckpoint } from "./log.js";

const language = document.documentElement.lang;
const clock = { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Brussels" };
const moment = (seconds) => new Date(seconds * 1000).toLocaleString(language, clock);

async function told(list) {
  const answer = await fetch(list.dataset.witnesses, { cache: "no-store" });
  if (!answer.ok) return;
  for (const { key, signed, at, trouble } of await answer.json()) {
    const its = [...list.children].find((one) => one.dataset.key === key);
    if (!its) continue;
    const words = { ...list.dataset, refused: list.dataset.wrong };
    const last = words.signed
      .replace("{entries}", new Intl.NumberFormat(language).format(signed))
      .replace("{moment}", moment(at));
    its.textContent = [its.textContent, signed ? last : words.never, words[trouble]].filter(Boolean).join("; ");
  }
}

function ready(form) {
  const [typed, said, list] = ["textarea", "[data-said]", "ul"].map((its) => form.querySelector(its));
  const words = said.dataset;

  async function checked() {
    const checkpoint = readCheckpoint(await fetched(form.dataset.cosigned, "checkpoint"));
    const pasted = typed.value.split("\n").filter((line) => line.trim());
    const ours = [...document.querySelectorAll("[data-witnesses] [data-key]")].map((one) => one.dataset.key);
    const found = await Promise.all((pasted.length ? pasted : ours).map((key) => cosigned(checkpoint, key)));
    return found.map(({ name, at, state }) => {
      const its = words[state].replace("{name}", name).replace("{moment}", at ? moment(at) : "");
      return Object.assign(document.createElement("li"), { textContent: its });
    });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = words.busy;
    list.replaceChildren();
    try {
      list.replaceChildren(...(await checked()));
      said.textContent = words.done;
    } catch {
      said.textContent = words.failed;
    }
  });
  form.hidden = false;
}

// Without that the names stand there all the same.
document.querySelectorAll("[data-witnesses]").forEach((list) => told(list).catch(() => {}));
document.querySelectorAll("form[data-cosigned]").forEach(ready);
