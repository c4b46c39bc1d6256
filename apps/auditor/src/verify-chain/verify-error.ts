/** What keeps the chains from being verified; the message is for the person who asked. */
export class VerifyError extends Error {
  override readonly name = 'VerifyError';
}
