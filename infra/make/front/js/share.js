// The phone's own way to share, and copying: buttons that are there where the browser can. The links beside them need no script.

for (const sheet of document.querySelectorAll("button[data-url]")) {
  const { said, url } = sheet.dataset;
  sheet.hidden = !navigator.share;
  // Whoever closes the sheet again has done nothing wrong.
  sheet.addEventListener("click", () => navigator.share({ text: said, url }).catch(() => {}));
}

for (const copy of document.querySelectorAll("button[data-copy]")) {
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(copy.dataset.copy);
    copy.textContent = copy.dataset.done;
  });
}
