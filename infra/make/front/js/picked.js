// Whom the jury chose of those who share the first place of the public vote, worked out again from its choices.

import { Differs } from "./log.js";

const levels = ["choices", "chairs", "deputies"];

// What the file says of it; undefined where it says nothing of any.
export function tieOf(results) {
  try {
    return JSON.parse(results).tie;
  } catch {
    throw new Differs("results.json: nobody can read it");
  }
}

// The first, whom the jury chose of them or "", and what results.json has to say of it.
export function broken(ranked, tie) {
  const most = Math.max(0, ...ranked.map(([, votes]) => votes));
  const first = ranked.filter(([, votes]) => votes === most).map(([candidate]) => candidate);
  if (tie === undefined) return { first, chosen: "", written: "" };
  const counts = levels.map((name) => new Map(Object.entries(tie?.[name] ?? {})));
  const total = [...counts[0].values()].reduce((sum, number) => sum + number, 0);
  let best = first.length > 1 ? first : [];
  for (const its of counts) {
    const isRight = [...its].every(([one, number]) => best.includes(one) && Number.isInteger(number) && number > 0);
    // Chairs are asked where the choices are equal, and deputies where those are too.
    if (!isRight || (its.size && best.length < 2)) refuse();
    const highest = Math.max(0, ...best.map((one) => its.get(one) ?? 0));
    best = total >= tie.least ? best.filter((one) => (its.get(one) ?? 0) === highest) : [];
  }
  const [choices, chairs, deputies] = counts;
  const isMore = (one) => (chairs.get(one) ?? 0) + (deputies.get(one) ?? 0) > (choices.get(one) ?? 0);
  const chosen = best.length === 1 ? best[0] : "";
  const isOf = JSON.stringify(tie.tied) === JSON.stringify(first) && first.length > 1;
  if (!isOf || !(Number.isInteger(tie.least) && tie.least > 0) || first.some(isMore) || tie.chosen !== chosen) refuse();
  const written = levels.map((name, at) => `"${name}":${inOrder(counts[at])}`).join(",");
  const told = `{"tied":${JSON.stringify(first)},"least":${tie.least},${written},"chosen":${JSON.stringify(chosen)}}`;
  return { first, chosen, written: `,"tie":${told}` };
}

function inOrder(counts) {
  const pairs = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${pairs.map(([one, number]) => `${JSON.stringify(one)}:${number}`).join(",")}}`;
}

function refuse() {
  throw new Differs("results.json: whom the jury chose does not follow from its choices");
}
