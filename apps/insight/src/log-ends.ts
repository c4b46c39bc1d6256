export { lag, LogEnds, mustBeProjected, type Finality } from '@careledger/figures';
