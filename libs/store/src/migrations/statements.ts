import type { QueryRunner } from 'typeorm';

/** Runs the statements one after another; TypeORM puts all migrations of one start in one transaction. */
export async function runAll(runner: QueryRunner, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await runner.query(statement);
}

/** Case data are not thrown away to go back a version. */
export function oneWay(): Promise<never> {
  return Promise.reject(new Error('Migrations go one way. To go back, restore the backup made before.'));
}
