/** What ends a run and is said in a sentence; everything else is a fault of the benchmark and comes with its stack. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}
