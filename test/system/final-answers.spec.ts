import { FINAL_ANSWERS_SEED, lawOfFinalAnswers } from './final-answers';

jest.setTimeout(900_000);

/** More in the long form: FINAL_ANSWERS_CHILDREN=60. */
const CHILDREN = Number(process.env['FINAL_ANSWERS_CHILDREN'] ?? 9);

describe(`final answers (seed ${FINAL_ANSWERS_SEED})`, () => lawOfFinalAnswers(CHILDREN));
