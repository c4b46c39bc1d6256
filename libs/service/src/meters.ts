import type { LogEnd } from '@careledger/event-log';
import type { Positions } from '@careledger/store';
import { gauge, type Meter } from './metrics';
import type { PoolUse } from './pools';

/** How far the figures are behind the log. */
export interface Progress {
  readonly end: Pick<LogEnd, 'positions'>;
  readonly position: Positions;
  /** Children whose events wait. */
  readonly parked: number;
}

/** The state of log and figures. */
export function progressMeter(read: () => Promise<Progress>): Meter {
  return (registry) => {
    const appended = gauge(registry, 'careledger_log_events', 'Events in the log', ['partition']);
    const projected = gauge(registry, 'careledger_ledger_events', 'Events in the figures', ['partition']);
    const behind = 'Events of the log that are not in the figures yet';
    const lag = gauge(registry, 'careledger_lag_events', behind, ['partition']);
    const waiting = gauge(registry, 'careledger_parked_children', 'Children whose events wait');
    const readable = gauge(registry, 'careledger_status_readable', '1 where log and ledger could be read just now');
    return async () => {
      try {
        const { end, position, parked } = await read();
        for (const [partition, next] of Object.entries(end.positions)) {
          const done = position[Number(partition)] ?? 0;
          appended.set({ partition }, next);
          projected.set({ partition }, done);
          lag.set({ partition }, Math.max(0, next - done));
        }
        waiting.set(parked);
        readable.set(1);
      } catch {
        // An old number would pass for a present one.
        for (const each of [appended, projected, lag, waiting]) each.reset();
        readable.set(0);
      }
    };
  };
}

/** How the connections to the database are used. */
export function poolMeter(read: () => Promise<readonly PoolUse[]> | readonly PoolUse[]): Meter {
  return (registry) => {
    const help = 'Connections to the database that are open or idle, and callers that wait for one';
    const connections = gauge(registry, 'careledger_pool_connections', help, ['pool', 'state']);
    return async () => {
      connections.reset();
      for (const { pool, total, idle, waiting } of await read()) {
        connections.set({ pool, state: 'total' }, total);
        connections.set({ pool, state: 'idle' }, idle);
        connections.set({ pool, state: 'waiting' }, waiting);
      }
    };
  };
}
