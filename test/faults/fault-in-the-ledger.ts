import { ChildBook } from '@careledger/ledger';

type Apply = (this: ChildBook, ...words: Parameters<ChildBook['apply']>) => void;

// An event of the contract that a good projector cannot apply is not known, so the fault comes from here.
const apply: Apply = Reflect.get(ChildBook.prototype, 'apply');
const failing: Apply = function (logged, post) {
  if (logged.event.id.includes('poison')) throw new Error('the fault that was built in');
  apply.call(this, logged, post);
};
Reflect.set(ChildBook.prototype, 'apply', failing);
