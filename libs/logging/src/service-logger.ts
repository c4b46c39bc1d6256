import { ConsoleLogger, type LogLevel } from '@nestjs/common';

/** Nest's names of levels, as logs have them elsewhere. */
const LEVELS: Readonly<Record<LogLevel, string>> = {
  verbose: 'trace',
  debug: 'debug',
  log: 'info',
  warn: 'warn',
  error: 'error',
  fatal: 'fatal',
};

/** Parts of Nest that only tell of its set-up. */
const NEST_ITSELF = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'NestMicroservice',
]);

/** A line with fields beside its text. */
interface Fields {
  readonly message: string;
  readonly [field: string]: unknown;
}

const hasFields = (line: unknown): line is Fields =>
  typeof line === 'object' && line !== null && typeof (line as Partial<Fields>).message === 'string';

/**
 * The log of a process, on standard output (errors on standard error). As `json` one object a line: time, level, service,
 * message, the part of the program as `context`, and fields where a line has them (`logger.log({ message, partition })`).
 * Whoever writes a line sees to it that no event's content and no child is in it: `failureText` for errors.
 */
export class ServiceLogger extends ConsoleLogger {
  constructor(
    private readonly service: string,
    readonly format: 'json' | 'text',
    logLevels: LogLevel[] = ['log', 'warn', 'error', 'fatal'],
  ) {
    super({ logLevels, json: format === 'json', compact: true, ...(format === 'json' && { colors: false }) });
  }

  /** Nest lists all its modules and routes at each start: of use to nobody who reads this. */
  protected override printMessages(
    ...[lines, context, level, ...rest]: Parameters<ConsoleLogger['printMessages']>
  ): void {
    if (level === 'log' && context !== undefined && NEST_ITSELF.has(context)) return;
    super.printMessages(lines, context, level, ...rest);
  }

  protected override getJsonLogObject(
    line: unknown,
    { context, logLevel, errorStack }: { context: string; logLevel: LogLevel; errorStack?: unknown },
  ): ReturnType<ConsoleLogger['getJsonLogObject']> {
    const { message, ...fields } = hasFields(line) ? line : { message: line };
    const written = {
      time: new Date().toISOString(),
      level: LEVELS[logLevel],
      service: this.service,
      ...(context !== '' && { context }),
      message,
      ...fields,
      ...(errorStack !== undefined && { stack: errorStack }),
    };
    // Nest's own type names the keys of its own format.
    return written as unknown as ReturnType<ConsoleLogger['getJsonLogObject']>;
  }

  protected override stringifyMessage(line: unknown, level: LogLevel): unknown {
    if (!hasFields(line)) return super.stringifyMessage(line, level);
    const { message, ...fields } = line;
    const words = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`);
    return super.stringifyMessage([message, ...words].join(' '), level);
  }
}
