export { barChart, lineChart, type Chart, type ChartSeries, type ReferenceLine } from './chart';
export { sparkline } from './sparkline';
export { timeline, type Timeline, type TimelineLane, type TimelineMark, type TimelineSpan } from './timeline';
