// On the page of all who can be voted for: an order by chance, another for each visitor, so that nobody gains by theirs. It is
// kept in this tab and goes with it: after Back or a reload all stands where it was. Until it is there, nothing is shown
// of the list, so that nobody presses what moves; without this script it is in the order of the day.

// A whole number below this, each as likely as the others.
function chance(most) {
  const range = 2 ** 32;
  const [number] = crypto.getRandomValues(new Uint32Array(1));
  return number < range - (range % most) ? number % most : chance(most);
}

// Fisher and Yates's.
function shuffled(names) {
  const order = [...names];
  for (let last = order.length - 1; last > 0; last--) {
    const other = chance(last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

// As it was, without who left; who came since gets any place, as likely each.
function inOrder(names, before) {
  const order = before.filter((name) => names.includes(name));
  if (!order.length) return shuffled(names);
  for (const name of names) if (!order.includes(name)) order.splice(chance(order.length + 1), 0, name);
  return order;
}

// The same in each language.
const key = `order ${location.pathname.slice(3)}`;

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? [];
  } catch {
    return [];
  }
}

// Some browsers keep nothing at all: then it is another one each time.
function keep(order) {
  try {
    sessionStorage.setItem(key, JSON.stringify(order));
  } catch {}
}

function arrange() {
  const list = document.querySelector("#candidates");
  const items = new Map([...list.children].map((item) => [item.dataset.of, item]));
  const order = inOrder([...items.keys()], kept());
  list.append(...order.map((name) => items.get(name)));
  keep(order);
  const said = document.querySelector("#order");
  said.textContent = said.dataset.chance;
}

document.documentElement.classList.add("arranging");
document.addEventListener("DOMContentLoaded", () => {
  try {
    arrange();
  } finally {
    document.documentElement.classList.remove("arranging");
  }
});
