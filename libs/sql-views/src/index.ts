export { describeForViews, type Described } from './describe-for-views';
