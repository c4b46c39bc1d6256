import type { MigrationInterface, QueryRunner } from 'typeorm';
import { generationTables } from '../generation.sql';
import { oneWay, runAll } from './statements';

export class Generations1700000000070 implements MigrationInterface {
  readonly name = 'Generations1700000000070';
  up = (runner: QueryRunner): Promise<void> => runAll(runner, generationTables);
  down = oneWay;
}
