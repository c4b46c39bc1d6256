import type { MigrationInterface, QueryRunner } from 'typeorm';
import { chainTables } from '../chain.sql';
import { oneWay, runAll } from './statements';

export class Chains1700000000040 implements MigrationInterface {
  readonly name = 'Chains1700000000040';
  up = (runner: QueryRunner): Promise<void> => runAll(runner, chainTables);
  down = oneWay;
}
