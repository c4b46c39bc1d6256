export * from './cells';
export { disclose } from './disclose';
