import type { MigrationInterface, QueryRunner } from 'typeorm';
import { kafkaTables } from '../schema.sql';
import { oneWay, runAll } from './statements';

export class Kafka1700000000010 implements MigrationInterface {
  readonly name = 'Kafka1700000000010';
  up = (runner: QueryRunner): Promise<void> => runAll(runner, kafkaTables);
  down = oneWay;
}
