/** Pages take style, script and pictures from here alone; nothing inline runs, forms go nowhere else, and no other page may hold one. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
