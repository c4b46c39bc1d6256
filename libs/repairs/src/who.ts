/** Who acts, as it is kept with each act, while nobody has to show who they are (AUTH=none, on loopback alone). */
export const ANYBODY = 'unauthenticated, loopback';
