// A photo that S3 would refuse, or that we would, is said before it is sent: S3 answers with no page of ours.

const form = document.querySelector("form.send-photo");
const file = form?.querySelector("input[type=file]");
const said = form?.querySelector("#file-error");

const HEIC = /^ftyp(hei|hev|mif1|msf1)/;
const SVG = /^(\xef\xbb\xbf)?\s*<(svg|\?xml|!--|!doctype sv)/i;

async function wrong(chosen) {
  if (chosen.size > Number(form.dataset.most)) return form.dataset.large;
  const bytes = new Uint8Array(await chosen.slice(0, 16).arrayBuffer());
  const begins = String.fromCharCode(...bytes);
  if (HEIC.test(begins.slice(4))) return form.dataset.heic;
  if (form.dataset.svg && SVG.test(begins)) return form.dataset.svg;
  const isTaken = begins.startsWith("\xff\xd8\xff") || begins.startsWith("\x89PNG") || (begins.startsWith("RIFF") && begins.startsWith("WEBP", 8));
  return isTaken ? "" : form.dataset.other;
}

function say(sentence) {
  said.textContent = sentence;
  said.hidden = !sentence;
  if (sentence) file.setAttribute("aria-invalid", "true");
  else file.removeAttribute("aria-invalid");
}

if (file) {
  file.addEventListener("change", async () => say(file.files[0] ? await wrong(file.files[0]) : ""));
  form.addEventListener("submit", async (event) => {
    if (!file.files[0]) return;
    event.preventDefault();
    const sentence = await wrong(file.files[0]);
    say(sentence);
    if (sentence) file.focus();
    else form.submit();
  });
}
