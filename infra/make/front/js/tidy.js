// An address as the server reads it, by the rule of `exact` in chalicelib/texts.py: without what nobody sees, composed, with
// single spaces. A sum that is bound to an address is bound to what the server makes of it.

const unseen =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u2800\ufff9-\ufffb\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\p{Co}\p{Cs}]/gu;

export const tidy = (text) =>
  text.replace(/\r\n|[\r\u2028\u2029]/g, "\n").replace(unseen, "").normalize("NFC").replace(/\s+/gu, " ").trim();
