/** The value of the `length` decimal digits in `text` from `from` on; NaN where one of them is none or is missing. */
export function digits(text: string, from: number, length: number): number {
  let value = 0;
  for (let index = from; index < from + length; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** A whole number in at least `length` decimal digits, with leading zeros. */
export function padded(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
