import type { MigrationInterface, QueryRunner } from 'typeorm';
import { controlEvents } from '../schema.sql';
import { oneWay, runAll } from './statements';

export class ControlEvents1700000000030 implements MigrationInterface {
  readonly name = 'ControlEvents1700000000030';
  up = (runner: QueryRunner): Promise<void> => runAll(runner, controlEvents);
  down = oneWay;
}
