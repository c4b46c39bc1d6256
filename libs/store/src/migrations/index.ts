import { EventLog1700000000001 } from './1700000000001-event-log';
import { Ledger1700000000002 } from './1700000000002-ledger';
import { Kafka1700000000010 } from './1700000000010-kafka';
import { Access1700000000020 } from './1700000000020-access';
import { ControlEvents1700000000030 } from './1700000000030-control-events';
import { Chains1700000000040 } from './1700000000040-chains';
import { Audits1700000000050 } from './1700000000050-audits';
import { Publication1700000000060 } from './1700000000060-publication';
import { Generations1700000000070 } from './1700000000070-generations';
import { Erasure1700000000080 } from './1700000000080-erasure';
import { Disclosure1700000000090 } from './1700000000090-disclosure';
import { SqlViews1700000000100 } from './1700000000100-sql-views';
import { PublicationViews1700000000110 } from './1700000000110-publication-views';
import { PostingsOfChildren1700000000120 } from './1700000000120-postings-of-children';

/** In the order in which they run. One that has landed stays as it is; add the next. */
export const migrations = [
  EventLog1700000000001,
  Ledger1700000000002,
  Kafka1700000000010,
  Access1700000000020,
  ControlEvents1700000000030,
  Chains1700000000040,
  Audits1700000000050,
  Publication1700000000060,
  Generations1700000000070,
  Erasure1700000000080,
  Disclosure1700000000090,
  SqlViews1700000000100,
  PublicationViews1700000000110,
  PostingsOfChildren1700000000120,
];
