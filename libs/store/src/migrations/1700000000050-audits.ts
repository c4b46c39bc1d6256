import type { MigrationInterface, QueryRunner } from 'typeorm';
import { auditTables } from '../audits.sql';
import { oneWay, runAll } from './statements';

export class Audits1700000000050 implements MigrationInterface {
  readonly name = 'Audits1700000000050';
  up = (runner: QueryRunner): Promise<void> => runAll(runner, auditTables);
  down = oneWay;
}
