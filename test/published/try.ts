import { darlingtonHistory } from '@careledger-fixtures/published/darlington/index';
console.log(darlingtonHistory().length);
