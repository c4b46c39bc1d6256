// National identifiers must never stand in for a pseudonym. What has the form of one and the right check character is
// taken for one: of keyed hashes of that form, one in eleven or in 23 would be refused by chance, but hardly any has it.

const NHS_NUMBER = /^(\d{3})[-_]?(\d{3})[-_]?(\d{4})$/;

/**
 * Whether a text looks like an NHS number: ten digits (also grouped 3-3-4, as they are written) whose last is the
 * modulus-11 check digit of the first nine. Source: NHS Data Dictionary, "NHS number".
 */
export function looksLikeNhsNumber(text: string): boolean {
  const groups = NHS_NUMBER.exec(text);
  if (groups === null) return false;
  const digits = groups.slice(1).join('');
  let sum = 0;
  for (let index = 0; index < 9; index++) sum += (10 - index) * Number(digits[index]);
  const check = (11 - (sum % 11)) % 11; // 10 is never issued, and equals no digit
  return check === Number(digits[9]);
}

const UPN = /^[A-Z]\d{11}[0-9A-Z]$/i;
const UPN_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ'; // without I, O and S

/**
 * Whether a text looks like a unique pupil number, in either case: a check letter, eleven digits, and a digit (or, of a
 * temporary one, a letter, which counts as its place among the check letters). The characters after the check letter,
 * weighted 2 to 13, modulo 23, give its place. Source: DfE, "Unique pupil numbers: a guide for schools and local authorities".
 */
export function looksLikeUpn(text: string): boolean {
  if (!UPN.test(text)) return false;
  const upn = text.toUpperCase();
  let sum = 0;
  for (let index = 1; index < 13; index++) {
    const character = upn.charAt(index);
    const value = character >= 'A' ? UPN_LETTERS.indexOf(character) : Number(character);
    if (value < 0) return false;
    sum += (index + 1) * value;
  }
  return UPN_LETTERS.charAt(sum % 23) === upn.charAt(0);
}
