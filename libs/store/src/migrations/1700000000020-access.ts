import type { MigrationInterface, QueryRunner } from 'typeorm';
import { accessTables } from '../access.sql';
import { oneWay, runAll } from './statements';

export class Access1700000000020 implements MigrationInterface {
  readonly name = 'Access1700000000020';
  up = (runner: QueryRunner): Promise<void> => runAll(runner, accessTables);
  down = oneWay;
}
