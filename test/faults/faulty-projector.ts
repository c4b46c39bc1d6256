// The projector with a fault: it fails at every event that says "poison" in its id. An event of the contract that a good
// projector cannot apply is not known, so the fault comes from here.
import 'reflect-metadata';
import { ChildBook } from '@careledger/ledger';

const { apply } = ChildBook.prototype;
ChildBook.prototype.apply = function (this: ChildBook, logged, post) {
  if (logged.event.id.includes('poison')) throw new Error('the fault that was built in');
  apply.call(this, logged, post);
};
require('../../apps/projector/src/main');
