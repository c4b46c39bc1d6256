/** What keeps an import from being done; the message is for the person who started it. */
export class ImportError extends Error {}
