import { formatDay, type Day } from '@careledger/calendar';
import { INTERVIEW_WAITS_DAYS } from '@careledger/due';
import { ERASED } from '@careledger/store';
import type { ClientBase } from 'pg';

/** A child with its number in the ledger. */
export interface NumberedChild {
  readonly subject: string;
  readonly partition: number;
  readonly child: number;
}

/** The children of an authority, or those of them that are named; none that was erased. */
export async function childrenOf(
  client: Pick<ClientBase, 'query'>,
  authority: string,
  named?: readonly string[],
): Promise<readonly NumberedChild[]> {
  const { rows } = await client.query<NumberedChild>(
    `SELECT partition, child, subject FROM child
      WHERE authority = $1 AND ($2::text[] IS NULL OR subject = ANY ($2)) AND NOT starts_with(subject, $3)`,
    [Number(authority), named ?? null, ERASED],
  );
  return rows;
}

/**
 * What is added up of a child's postings: above nothing where it is in care, on a plan or under assessment at the end of all
 * that is known, had an enquiry, or a referral that is not decided on. All of these are 0 or more, so none hides another.
 */
const WEIGHT = `CASE a.measure WHEN 'assessments-open-over-45wd' THEN p.denominator
                               WHEN 'referrals-completed-1wd' THEN -p.denominator
                               WHEN 'rhi-completed-72h' THEN 0
                               ELSE p.numerator END`;

const CASES = [
  'cla',
  'cp-plans',
  'assessments-open-over-45wd',
  's47-started',
  'referrals-received',
  'referrals-completed-1wd',
  'rhi-completed-72h',
];

/**
 * The children of whom something may be due on a day or later, by what the ledger has posted for them: a few of all children,
 * and the only ones whose records have to be read. It may name too many, never too few: a return interview is waited for for
 * some time after the day of its only posting, so all with a posting as late as that are among them.
 */
export async function childrenWithCases(
  client: Pick<ClientBase, 'query'>,
  authority: string,
  from: Day,
): Promise<readonly NumberedChild[]> {
  const { rows } = await client.query<NumberedChild>(
    `SELECT child.partition, child.child, child.subject
       FROM (SELECT p.partition, p.child FROM posting p JOIN account a ON a.id = p.account
              WHERE p.authority = $1 AND p.account IN (SELECT id FROM account WHERE measure = ANY ($2))
              GROUP BY p.partition, p.child
             HAVING sum(${WEIGHT}) > 0 OR max(p.day) > $3) AS with_case
       JOIN child USING (partition, child)
      WHERE NOT starts_with(child.subject, $4)`,
    [Number(authority), CASES, formatDay(from - INTERVIEW_WAITS_DAYS), ERASED],
  );
  return rows;
}
