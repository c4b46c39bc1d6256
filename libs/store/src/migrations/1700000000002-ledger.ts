import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ledgerTables } from '../schema.sql';
import { oneWay, runAll } from './statements';

export class Ledger1700000000002 implements MigrationInterface {
  readonly name = 'Ledger1700000000002';
  up = (runner: QueryRunner): Promise<void> => runAll(runner, ledgerTables);
  down = oneWay;
}
