import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlViews } from '../sql-views.sql';
import { oneWay, runAll } from './statements';

export class SqlViews1700000000100 implements MigrationInterface {
  readonly name = 'SqlViews1700000000100';
  down = oneWay;

  async up(runner: QueryRunner): Promise<void> {
    const [row] = (await runner.query('SELECT quote_ident(current_schema()) AS live')) as { live: string }[];
    await runAll(runner, sqlViews(row?.live ?? 'public'));
  }
}
