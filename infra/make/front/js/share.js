// On an initiative's page: the phone's own way to share, and copying the address. The links beside them need no script.

const share = document.querySelector("#share-sheet");
const copy = document.querySelector("#share-copy");
const page = { title: document.querySelector("h1").textContent, url: share.dataset.url };

share.hidden = !navigator.share;
copy.hidden = !navigator.clipboard;

// Whoever closes the sheet again has done nothing wrong.
share.addEventListener("click", () => navigator.share(page).catch(() => {}));
copy.addEventListener("click", async () => {
  await navigator.clipboard.writeText(page.url);
  copy.textContent = copy.dataset.done;
});
