export { describeApi } from './api/api-document';
export { type FixtureInfo } from './fixture';
export { announce } from './notice';
export { InsightModule, type InsightOptions } from './insight.module';
