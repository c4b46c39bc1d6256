export { defaultKeyFile, localKeyAccess, type Access, type ClaimNames, type RateLimits } from './access';
export { bearer, TOKEN_VARIABLE } from './bearer';
export { ConfigurationError, readConfiguration } from './configuration';
export type { Configuration, KnownFixtures } from './configuration';
export { KEEP_ALL, type Retention } from './retention';
export { Today, type ClockCourse } from './today';
export { readLogFormat, readServiceConfiguration, SERVICE_PORTS } from './service-configuration';
export type { LogFormat, ServiceConfiguration, ServiceName } from './service-configuration';
