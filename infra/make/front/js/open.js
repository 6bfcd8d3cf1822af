// On a moderator's page at the desk: says that somebody has it open, and shows who else has, while it is in sight.

const every = 45_000;
const place = document.querySelector("[data-open]");

async function tell() {
  if (document.hidden) return;
  const body = new URLSearchParams({ button: place.dataset.sent });
  const answer = await fetch(place.dataset.open, { method: "POST", body, headers: { Accept: "application/json" } });
  // Whatever is wrong, such as a session that is over, the page itself says where it matters.
  if (!answer.ok) return;
  const { here } = await answer.json();
  const said = here.length ? place.dataset.words.replace("{names}", here.join(", ")) : "";
  // Said again without a change, a screen reader would read it again.
  if (place.textContent !== said) place.textContent = said;
  place.hidden = !said;
}

const again = () => tell().catch(() => {});
document.addEventListener("visibilitychange", again);
setInterval(again, every);
again();
