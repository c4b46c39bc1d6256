import { BenchError } from './bench-error';
import { type HttpClient, unexpected } from './http-client';

const BATCHES = /^careledger_batch_seconds_count\{[^}]*partition="(\d+)"[^}]*\} (\d+)/gm;

/** How many batches the projector has committed in each partition, as its metrics say. */
export async function batchesByPartition(http: HttpClient): Promise<Map<number, number>> {
  const { status, body } = await http.get('/metrics');
  if (status !== 200) throw unexpected('GET', '/metrics', status, body);
  const batches = new Map(
    [...body.matchAll(BATCHES)].map(([, partition, count]) => [Number(partition), Number(count)]),
  );
  if (batches.size > 0) return batches;
  throw new BenchError('The metrics of the program have no careledger_batch_seconds by partition.');
}
