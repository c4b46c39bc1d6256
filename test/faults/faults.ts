import { setTimeout as wait } from 'node:timers/promises';
import type { CaseEvent } from '@careledger/contract';
import type { Known } from '../crash/emitters';
import { produceBadRecords, type BadRecord } from './bad-records';
import type { DirectManner } from './direct-emitters';
import { poisonedChild, sendOneByOne } from './poison';
import { sendTheSameFile } from './same-file';
import type { Site } from './site';
import { SmallDisk } from './small-disk';

const HOUR_MS = 3_600_000;

/** Where a fault strikes, and what is to be told of it. */
export interface Scene {
  readonly site: Site;
  /** Chooses what is sent beside the load. */
  readonly seed: number;
  /** So long something is away that is away for a while. */
  readonly awayMs: number;
  readonly events: Iterator<CaseEvent>;
  /** What was sent beside the load. */
  readonly sent: Known[];
  readonly bad: BadRecord[];
  readonly parked: string[];
}

/** Something that goes wrong while events come in. */
export interface Fault {
  /** What `--only` calls it. */
  readonly name: string;
  /** What the table calls it. */
  readonly title: string;
  /** Whether it is part of `npm test`. */
  readonly inShort: boolean;
  /** In the long form longer away than in the short one. */
  readonly awaySeconds?: { readonly short: number; readonly long: number };
  /** The site that it needs, where not one broker, two projectors and a disk with room. */
  readonly brokers?: 3;
  readonly projectors?: number;
  readonly smallDisk?: boolean;
  readonly manner?: DirectManner;
  /** Why it cannot be tried on this machine. */
  readonly whatIsMissing?: () => string | undefined;
  /** Goes wrong; fulfilled when nothing is left to be done about it by hand. */
  strike(scene: Scene): Promise<void>;
}

/** Stops and continues nothing by itself: what dies is begun again by the site's service manager, but for brokers. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'nothing',
    title: 'nothing: the load alone',
    inShort: false,
    strike: () => Promise.resolve(),
  },
  {
    name: 'projector-killed',
    title: 'SIGKILL of one of two projectors',
    inShort: true,
    strike: async ({ site }) => {
      const [projector] = site.projectors;
      await projector?.kill9();
      await wait(1_000);
      await site.ready();
    },
  },
  {
    name: 'intake-killed',
    title: 'SIGKILL of the intake',
    inShort: true,
    strike: async ({ site }) => {
      await site.intake.kill9();
      await wait(1_000);
      await site.ready();
    },
  },
  {
    name: 'database-killed',
    title: 'SIGKILL of PostgreSQL',
    inShort: true,
    strike: async ({ site }) => {
      site.database.kill9();
      await wait(1_000);
      await site.ready();
    },
  },
  {
    name: 'broker-killed',
    title: 'SIGKILL of the one broker',
    inShort: true,
    awaySeconds: { short: 0, long: 0 },
    strike: brokerAway,
  },
  {
    name: 'broker-away',
    title: 'the one broker away for a minute',
    inShort: false,
    awaySeconds: { short: 5, long: 60 },
    strike: brokerAway,
  },
  {
    name: 'leader-killed',
    title: 'SIGKILL of one of three brokers',
    inShort: false,
    brokers: 3,
    strike: async ({ site }) => {
      const [broker] = site.cluster.brokers;
      await broker?.kill();
      await wait(8_000);
      site.diary.note('The broker is begun again.');
      await broker?.start();
      await site.cluster.ready();
    },
  },
  {
    name: 'rebalances',
    title: 'two, then four, then one projector',
    inShort: false,
    strike: async ({ site, awayMs }) => {
      site.beginProjector();
      site.beginProjector();
      await site.ready();
      site.diary.note('Four projectors.');
      await wait(awayMs);
      await leaveOneProjector(site);
      await wait(awayMs);
    },
    awaySeconds: { short: 3, long: 8 },
  },
  {
    name: 'two-to-one',
    title: 'two projectors, then one',
    inShort: true,
    strike: ({ site }) => leaveOneProjector(site),
  },
  {
    name: 'poisoned-event',
    title: 'an event that no projector can apply',
    inShort: false,
    strike: async (scene) => {
      const { site } = scene;
      const good = [...site.projectors];
      for (let count = 0; count < good.length; count++) site.beginFaultyProjector();
      await site.ready();
      for (const projector of good) await site.dismiss(projector);
      const child = poisonedChild(scene.seed);
      scene.sent.push(await sendOneByOne(site.intake.address, child.events));
      scene.parked.push(child.subject);
      site.diary.note('A poisoned event is on the log.');
    },
  },
  {
    name: 'bad-records',
    title: 'records that are no events, put on the topic',
    inShort: true,
    strike: async ({ site, seed, bad, sent }) => {
      const produced = await produceBadRecords(site, seed);
      bad.push(...produced.bad);
      sent.push(produced.sent);
    },
  },
  {
    name: 'full-disk',
    title: 'a full disk for the database',
    inShort: false,
    smallDisk: true,
    awaySeconds: { short: 5, long: 15 },
    whatIsMissing: () => SmallDisk.whatIsMissing(),
    strike: async ({ site, awayMs }) => {
      site.disk?.fill();
      site.diary.note(`The disk is full: ${site.disk?.freeBytes} bytes are left.`);
      await wait(awayMs);
      site.disk?.empty();
      site.diary.note(`The disk has room again: ${site.disk?.freeBytes} bytes.`);
      await site.ready();
    },
  },
  {
    name: 'same-file',
    title: 'the same file, sent by two emitters at once',
    inShort: true,
    strike: async ({ site, events, sent }) => {
      const other = site.begin('intake');
      await other.ready(120_000);
      sent.push(await sendTheSameFile([site.intake.address, other.address], events));
      await other.stop();
    },
  },
  {
    name: 'clock-ahead',
    title: "producers' clocks an hour ahead",
    inShort: false,
    manner: { clockAheadMs: HOUR_MS },
    strike: () => Promise.resolve(),
  },
  {
    name: 'clock-behind',
    title: "producers' clocks an hour behind",
    inShort: false,
    manner: { clockAheadMs: -HOUR_MS },
    strike: () => Promise.resolve(),
  },
];

async function brokerAway({ site, awayMs }: Scene): Promise<void> {
  const [broker] = site.cluster.brokers;
  await broker?.kill();
  await wait(awayMs);
  site.diary.note('The broker is begun again.');
  await broker?.start();
  await site.cluster.ready();
  site.diary.note('The broker answers.');
}

async function leaveOneProjector(site: Site): Promise<void> {
  const [, ...others] = site.projectors;
  await Promise.all(others.map((projector) => site.dismiss(projector)));
  site.diary.note('One projector.');
}
