import { aim, judged, type Line, number, spread, titled, whole } from '../report';
import type { Target } from '../targets';
import type { CoreWaits, Turn } from '../core-waits';
import type { LoadReport } from '../one-run';
import type { EngineReport, KafkaReport, LatencyAtShare } from './kafka-run';
import type { Cost, ProjectorsReport } from './projectors';

const cost = ({ projectors, postgres }: Cost): number => projectors + postgres;

/** How much more an event costs with the most projectors than with one. */
function dearer(projectors: readonly ProjectorsReport[], stretch: 'whole' | 'second'): number | undefined {
  const [one] = projectors;
  const most = projectors.at(-1);
  return one && most && (cost(most[stretch]) / cost(one[stretch]) - 1) * 100;
}

/** What issue 4 asks for, and the share of the floor that the journal is held to. */
const TARGETS: readonly Target<KafkaReport>[] = [
  {
    title: 'share of the floor',
    unit: '',
    value: ({ kafka }) => kafka.floor.ratio,
    reach: 0.5,
    atLeast: 0.25,
    better: 'more',
  },
  {
    title: 'acknowledgement to live stream at half load, p99',
    unit: ' ms',
    value: ({ live }) => live[0]?.toStream.p99,
    reach: 50,
    better: 'less',
  },
  {
    // Of the second half: what it costs to start is once a process, not once an event. The other stands beneath.
    title: 'processor time an event, four projectors against one',
    unit: ' % more',
    value: ({ projectors }) => dearer(projectors, 'second'),
    reach: 15,
    better: 'less',
  },
  {
    title: "looks that saw a projector wait for another's lock",
    unit: '',
    value: ({ projectors }) => projectors.reduce((sum, { waits }) => sum + waits.forAnother, 0),
    reach: 0,
    better: 'less',
  },
];

/** What a run on Kafka measured, for people. */
export function kafkaReportOf(run: KafkaReport): string {
  return [
    `${whole(run.events)} events; ${run.machine}; commit ${run.commit}; ${run.at}`,
    titled(
      'Against the targets',
      TARGETS.map((target): Line => [target.title, judged(target, run), aim(target)]),
    ),
    titled('The whole program: journal, Kafka, Kafka against the journal', engineLines(run)),
    titled('Processor seconds during the load: journal, Kafka', processorLines(run)),
    titled(LIVE_TITLE, [
      ...liveLines('produced to the topic', run.live),
      ...liveLines('journal, by the intake', run.liveOnJournal),
    ]),
    titled(
      'Processor seconds while live events came: on Kafka at each share, then on the journal',
      liveProcessorLines([...run.live, ...run.liveOnJournal]),
    ),
    titled(WAITS_TITLE, waitLines([...run.live, ...run.liveOnJournal])),
    titled('kafkajs reading the same topic, nothing done with the records', readingLines(run)),
    ...run.projectors.map(projectorsReportOf),
  ].join('\n');
}

/** What was measured of live events on Kafka alone, for people. */
export function liveReportOf({ load, live }: { load: LoadReport; live: readonly LatencyAtShare[] }): string {
  return [
    `${whole(load.eventsPerSecond)} events a second while loading`,
    titled(LIVE_TITLE, liveLines('produced to the topic', live)),
    titled('Processor seconds while live events came: at each share', liveProcessorLines(live)),
    titled(WAITS_TITLE, waitLines(live)),
  ].join('\n');
}

const LIVE_TITLE =
  'Live: events a second wanted, sent; ms to the acknowledgement, from there to the live stream (p50 / p99 / max)';

function engineLines({ journal, kafka, events }: KafkaReport): Line[] {
  const line = (title: string, value: (engine: EngineReport) => number): Line => {
    const [a, b] = [value(journal), value(kafka)];
    return [title, number(a), number(b), number(b / a)];
  };
  const used = ({ load }: EngineReport, isMeant: (name: string) => boolean): number =>
    Object.entries(load.processorSeconds ?? {})
      .filter(([name]) => isMeant(name))
      .reduce((sum, [, seconds]) => sum + seconds, 0);
  const works = (name: string): boolean => /^(Node|PostgreSQL|Kafka), /.test(name);
  return [
    line('events a second, first byte to lag 0', ({ load }) => load.eventsPerSecond),
    line('first byte to 202, s', ({ load }) => load.acknowledgedSeconds),
    line('first byte to lag 0, s', ({ load }) => load.projectedSeconds),
    line('the floor, events a second', ({ floor }) => floor.eventsPerSecond),
    line('share of the floor', ({ floor }) => floor.ratio),
    line('rows', ({ floor }) => floor.rows),
    line('partitions', ({ partitions }) => partitions),
    line('events a batch', ({ floor }) => events / floor.transactions),
    line('WAL bytes an event', ({ load }) => load.walBytes / events),
    line('processor seconds a 1,000 events', (engine) => used(engine, works) / (events / 1000)),
  ];
}

function processorLines({ journal, kafka }: KafkaReport): Line[] {
  const [a, b] = [journal.load.processorSeconds ?? {}, kafka.load.processorSeconds ?? {}];
  return [...new Set([...Object.keys(b), ...Object.keys(a)])].map((name) => [
    name,
    number(a[name] ?? 0),
    number(b[name] ?? 0),
  ]);
}

function liveLines(title: string, latencies: readonly LatencyAtShare[]): Line[] {
  return latencies.map((live) => [
    `${title}, at ${number(live.share)} of the load`,
    whole(live.wantedEventsPerSecond),
    whole(live.eventsPerSecond),
    spread(live.acknowledgement),
    spread(live.toStream),
  ]);
}

function liveProcessorLines(latencies: readonly LatencyAtShare[]): Line[] {
  const spent = latencies.map(({ processorSeconds }) => processorSeconds ?? {});
  return [
    ['events', ...latencies.map(({ events }) => whole(events))],
    ...[...new Set(spent.flatMap((one) => Object.keys(one)))].map((name): Line => [
      name,
      ...spent.map((one) => number(one[name] ?? 0)),
    ]),
  ];
}

const WAITS_TITLE =
  'Of the time in which live events were sent: % at work and % waiting for a core, in the order of the columns above';

function waitLines(latencies: readonly LatencyAtShare[]): Line[] {
  const line = (title: string, turnOf: (waits: CoreWaits) => Turn): Line => [
    title,
    ...latencies.map(({ coreWaits }) => {
      if (coreWaits === undefined) return '–';
      const { worked, waited } = turnOf(coreWaits);
      return [worked, waited].map((seconds) => ((100 * seconds) / coreWaits.seconds).toFixed(0)).join(' + ');
    }),
  ];
  return [
    line("the projector's thread", ({ projector }) => projector),
    line("PostgreSQL's session for its transactions", ({ session }) => session),
    line('the main thread (live stream)', ({ main }) => main),
  ];
}

function readingLines({ kafka, reading, events }: KafkaReport): Line[] {
  const perSecond = reading.records / reading.seconds;
  const lines: Line[] = [
    ['records a second', whole(perSecond)],
    ['the whole pipeline against it', number(events / kafka.load.projectedSeconds / perSecond)],
  ];
  if (reading.processorSeconds === undefined) return lines;
  const { reader, broker } = reading.processorSeconds;
  return [...lines, ['processor seconds: reader, broker', number(reader), number(broker)]];
}

function projectorsReportOf({ projectors, whole: all, second, waits }: ProjectorsReport): string {
  const counts = (record: Readonly<Record<string, number>>, most: number): Line[] =>
    Object.entries(record)
      .slice(0, most)
      .map(([name, count]): Line => [`  ${name}`, whole(count)]);
  return titled(
    `${projectors === 1 ? 'One projector' : `${projectors} projectors`} on a full topic: all events, the second half`,
    [
      ['events a second', whole(all.events / all.seconds), whole(second.events / second.seconds)],
      ['processor seconds a 1,000 events', number(cost(all)), number(cost(second))],
      ['  of the projectors', number(all.projectors), number(second.projectors)],
      ['  of PostgreSQL', number(all.postgres), number(second.postgres)],
      ...Object.entries(all.processorSeconds).map(([name, seconds]): Line => [
        name,
        number(seconds),
        number(second.processorSeconds[name] ?? 0),
      ]),
      [
        `waiting for a lock in ${whole(waits.looks)} looks: another's, its own`,
        whole(waits.forAnother),
        whole(waits.forItself),
      ],
      ...counts(waits.locks, 6),
      ['sessions at work were seen waiting for'],
      ...counts(waits.events, 8),
    ],
  );
}
