/** A PostgreSQL setting's name and value, as `postgres -c name=value` takes them. */
export type Settings = Readonly<Record<string, string>>;

/**
 * Settings for a machine with two cores and little memory (the whole system is to live in 600 MB). Nothing here trades
 * durability for speed.
 */
export const defaultSettings: Settings = {
  // An answer is given only for what is on the disk.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',

  listen_addresses: '127.0.0.1',
  unix_socket_directories: '', // a path below a deep folder is too long for a socket
  max_connections: '60',
  cluster_name: 'careledger', // shows in the process list

  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  autovacuum_max_workers: '2',
  autovacuum_worker_slots: '2',
  max_worker_processes: '4',
  max_parallel_workers_per_gather: '1',
  io_method: 'sync', // what is read is in memory, so I/O workers would only be three more processes
  huge_pages: 'off',
  jit: 'off', // compiling costs more than these queries do

  wal_buffers: '16MB',
  wal_compression: 'off', // the binaries know only pglz, which costs more processor than it saves disk
  max_wal_size: '2GB',
  min_wal_size: '256MB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',

  TimeZone: 'UTC',
  log_timezone: 'UTC',
  // Errors go to the client that made them. The log must not repeat them: a statement, a detail or a message may quote
  // personal data. LOG and worse is the server's own state.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',

  // One crashed session ends the server, and with it the owner's lock: the owner learns of it and starts afresh.
  restart_after_crash: 'off',
  // A session whose client is gone ends in the middle of its query.
  client_connection_check_interval: '2s',
};

/** The settings as arguments of `postgres`. */
export function settingArguments(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
