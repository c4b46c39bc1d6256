/** The simulator cannot go on; the message is for the person who started it. */
export class SimulateError extends Error {}
