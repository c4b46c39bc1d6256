import type { MigrationInterface, QueryRunner } from 'typeorm';
import { publicationViews } from '../publication-views.sql';
import { oneWay, runAll } from './statements';

export class PublicationViews1700000000110 implements MigrationInterface {
  readonly name = 'PublicationViews1700000000110';
  up = (runner: QueryRunner): Promise<void> => runAll(runner, publicationViews);
  down = oneWay;
}
