// A typed line as the server reads it, by the rules of chalicelib/texts.py: without what nobody sees, composed, with single
// spaces. A sum that is bound to an address is bound to what the server makes of it.

const unseen =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ue000-\uf8ff]/g;

export const tidy = (text) =>
  text.replace(/\r\n|[\r\u2028\u2029]/g, "\n").replace(unseen, "").normalize("NFC").replace(/\s+/gu, " ").trim();
