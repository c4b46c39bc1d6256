import type { MigrationInterface, QueryRunner } from 'typeorm';
import { postingsOfChildren } from '../postings-of-children.sql';
import { oneWay, runAll } from './statements';

export class PostingsOfChildren1700000000120 implements MigrationInterface {
  readonly name = 'PostingsOfChildren1700000000120';
  up = (runner: QueryRunner): Promise<void> => runAll(runner, postingsOfChildren);
  down = oneWay;
}
