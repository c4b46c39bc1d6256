import type { MigrationInterface, QueryRunner } from 'typeorm';
import { disclosureTables } from '../disclosure.sql';
import { oneWay, runAll } from './statements';

export class Disclosure1700000000090 implements MigrationInterface {
  readonly name = 'Disclosure1700000000090';
  up = (runner: QueryRunner): Promise<void> => runAll(runner, disclosureTables);
  down = oneWay;
}
