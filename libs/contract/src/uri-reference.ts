// The grammar of RFC 3986, put together from its own rules and under its own names.
const pctEncoded = '%[0-9A-Fa-f]{2}';
const unreservedOrSubDelims = "A-Za-z0-9._~!$&'()*+,;=\\-";
const pchar = `(?:[${unreservedOrSubDelims}:@]|${pctEncoded})`;
const segmentNzNc = `(?:[${unreservedOrSubDelims}@]|${pctEncoded})+`;
const userinfo = `(?:[${unreservedOrSubDelims}:]|${pctEncoded})*`;
const host = `(?:\\[[0-9A-Za-z.:_~-]+\\]|(?:[${unreservedOrSubDelims}]|${pctEncoded})*)`;
const authority = `//(?:${userinfo}@)?${host}(?::[0-9]*)?(?:/${pchar}*)*`;
const absolutePath = `/(?:${pchar}+(?:/${pchar}*)*)?`;
const afterScheme = `(?:${authority}|${absolutePath}|${pchar}+(?:/${pchar}*)*|)`;
const relativePart = `(?:${authority}|${absolutePath}|${segmentNzNc}(?:/${pchar}*)*|)`;
const tail = `(?:\\?(?:${pchar}|[/?])*)?(?:#(?:${pchar}|[/?])*)?`;
const URI_REFERENCE = new RegExp(`^(?:[A-Za-z][A-Za-z0-9+.-]*:${afterScheme}|${relativePart})${tail}$`);

/** Whether a text is a URI-reference (RFC 3986) that is not empty, as CloudEvents wants of a source. */
export function isUriReference(text: string): boolean {
  return text !== '' && URI_REFERENCE.test(text);
}
