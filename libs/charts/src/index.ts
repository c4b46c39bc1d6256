export { barChart, lineChart, type Chart, type ChartSeries, type ReferenceLine } from './chart';
export { sparkline } from './sparkline';
