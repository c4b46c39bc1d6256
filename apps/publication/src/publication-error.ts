/** What keeps a command from being done; the message is for the person who gave it. */
export class PublicationError extends Error {}
