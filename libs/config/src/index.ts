export { defaultKeyFile, localKeyAccess, type Access, type ClaimNames, type RateLimits } from './access';
export { bearer, TOKEN_VARIABLE } from './bearer';
export { ConfigurationError, readConfiguration } from './configuration';
export type { Configuration, KnownFixtures } from './configuration';
export { Today } from './today';
