import { recordedAt } from '../engine/return-year';
import type { Source } from '../engine/source';
import { factsAsOf, withoutContradictions } from './child-facts';
import { MODULES, type Rows } from './rows';

/** The children-in-need census. */
export const CIN_CENSUS: Source<Rows> = {
  name: 'cin',
  system: 'cin-census',
  tables: MODULES,
  naturalKeys: {
    children: 'record',
    referrals: 'CINreferralDate',
    assessments: 'AssessmentActualStartDate',
    'cin-plans': 'CINPlanStartDate',
    s47: 'S47ActualStartDate',
    'cp-plans': 'CPPstartDate',
    'cp-reviews': 'CPPreviewDate',
  },
  recordedAt,
  sound: withoutContradictions,
  factsAsOf,
};
