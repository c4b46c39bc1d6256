export { lag, LogEnds, type Finality } from '@careledger/figures';
