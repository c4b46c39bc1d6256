export { ConfigurationError, readConfiguration } from './configuration';
export type { Configuration, KnownFixtures } from './configuration';
export { Today } from './today';
