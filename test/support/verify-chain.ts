import { typescript, type DataFolder } from './data-folder';
import { Program, type Environment } from './running-system';

/** What `npm run verify:chain` said, and the code with which it ended. */
export interface Verified {
  readonly code: number | null;
  readonly output: string;
  readonly complaints: string;
}

/** Runs `npm run verify:chain` on a data folder. */
export async function verifyChain(folder: DataFolder, environment: Environment = {}): Promise<Verified> {
  const words = typescript('apps/auditor/src/verify-chain/main.ts');
  const program = new Program(folder, words, { DATA_DIR: folder.dataDir, FIXTURE: 'none', ...environment });
  const { code } = await program.ended;
  return { code, output: program.output, complaints: program.complaints };
}
