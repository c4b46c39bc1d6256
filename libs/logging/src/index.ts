export { failureText, whereItFailed } from './failure-text';
export { ServiceLogger } from './service-logger';
