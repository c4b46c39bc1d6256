export { describeForViews, type Described } from './describe-for-views';
export { missingReaders } from './missing-readers';
