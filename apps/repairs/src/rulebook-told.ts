import type { RulebookAnswer } from './rulebook-commands';
import { rowsIn, table, text, type Row } from '@careledger/command-line';

/** An answer about rulebooks as people read it. */
export function rulebookTold(what: RulebookAnswer, answer: Row): string {
  return what === 'rulebooks' ? listTold(rowsIn(answer, 'rulebooks')) : activationTold(answer);
}

function listTold(rulebooks: readonly Row[]): string {
  const lines = rulebooks.map((one) => {
    const [first] = rowsIn(one, 'activated');
    const inForce = Array.isArray(one['inForce']) ? one['inForce'].length : 0;
    return {
      version: one['version'],
      measures: one['measures'],
      'in force in': `${inForce} partitions`,
      since: one['beginning'] === true ? 'the first event' : first?.['at'],
      changes: Array.isArray(one['changes']) ? one['changes'].join(', ') : '',
      by: first?.['by'],
      reason: first?.['reason'],
    };
  });
  return table(['version', 'measures', 'in force in', 'since', 'changes', 'by', 'reason'], lines);
}

function activationTold(answer: Row): string {
  const places = rowsIn(answer, 'positions').map(
    ({ partition, offset }) => `partition ${text(partition)}, offset ${text(offset)}`,
  );
  const begin = answer['duplicate'] === true ? 'had been activated already' : 'is activated';
  return `Rulebook ${text(answer['version'])} ${begin}: ${places.join('; ')} of the log. The figures follow when they come to it.`;
}
