// Beside the form: how the initiative will look, and a window that lights with each thing that is filled in.

const form = document.querySelector("main form");
const view = document.querySelector("#view");
// Whose address we know already is not asked for it.
const last = form.elements.email ? "email" : "contact_name";
const needed = ["title", "summary", "description", "category", "postal_code", last];
const windows = [...view.querySelectorAll(".live")];
const shown = [...view.querySelectorAll("[data-of]")].map((place) => [place, place.textContent]);

const typed = (name) => (new FormData(form).get(name) ?? "").trim();

function show() {
  for (const [place, otherwise] of shown) {
    const field = form.elements[place.dataset.of];
    const text = typed(place.dataset.of);
    place.textContent = text && field.options ? field.selectedOptions[0].textContent : text || otherwise;
  }
  needed.forEach((name, number) => windows[number].setAttribute("visibility", typed(name) ? "visible" : "hidden"));
}

form.addEventListener("input", show);
addEventListener("pageshow", show);
show();
