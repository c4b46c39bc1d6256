import type { MigrationInterface, QueryRunner } from 'typeorm';
import { publicationTables } from '../publication.sql';
import { oneWay, runAll } from './statements';

export class Publication1700000000060 implements MigrationInterface {
  readonly name = 'Publication1700000000060';
  up = (runner: QueryRunner): Promise<void> => runAll(runner, publicationTables);
  down = oneWay;
}
