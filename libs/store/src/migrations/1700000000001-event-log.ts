import type { MigrationInterface, QueryRunner } from 'typeorm';
import { eventLogTables } from '../schema.sql';
import { oneWay, runAll } from './statements';

export class EventLog1700000000001 implements MigrationInterface {
  readonly name = 'EventLog1700000000001';
  up = (runner: QueryRunner): Promise<void> => runAll(runner, eventLogTables);
  down = oneWay;
}
