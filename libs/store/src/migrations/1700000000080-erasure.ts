import type { MigrationInterface, QueryRunner } from 'typeorm';
import { erasureTables } from '../erasure.sql';
import { oneWay, runAll } from './statements';

export class Erasure1700000000080 implements MigrationInterface {
  readonly name = 'Erasure1700000000080';
  up = (runner: QueryRunner): Promise<void> => runAll(runner, erasureTables);
  down = oneWay;
}
