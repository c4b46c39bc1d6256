/** What can be said on the command line. */
export const USAGE = `npm run parked -- list [--authority <code>]
npm run parked -- show <authority> <child>
npm run parked -- release <authority> <child> --reason <text>
npm run parked -- discard <authority> <child> --offset <number> --reason <text>
npm run parked -- correct <authority> <child> --offset <number> --event <file.json> --reason <text>

npm run dead-letters -- list [--status open|resubmitted|discarded]
npm run dead-letters -- show <id>
npm run dead-letters -- resubmit <id> [--event <file.json>] --reason <text>
npm run dead-letters -- discard <id> --reason <text>

npm run erasure -- list [--authority <code>] [--state asked|under-way|done|withdrawn]
npm run erasure -- show <id>
npm run erasure -- request <authority> <child> --ground <ground> --reason <text>
npm run erasure -- carry-out <id>
npm run erasure -- withdraw <id>
npm run erasure -- let-in <id>
npm run erasure -- due --authority <code>
npm run erasure -- holds [--authority <code>] [--all]
npm run erasure -- hold <authority> [<child>] --reason <text>
npm run erasure -- lift <number>

npm run rulebook -- list
npm run rulebook -- activate --version <number> --reason <text>

What to do about children whose events wait because one could not be applied, and about records of the topic that could
not be taken as events. Each decision is an event of the log. See docs/operations-parked.md. And what is erased of whom, on
whose word, and what must not be: see docs/erasure-and-retention.md. And which rulebook the figures are by: see
docs/rulebooks.md.

  --reason <text>      why, in a line without names: it is kept for ever
  --offset <number>    the event that waits, as "show" lists it
  --event <file.json>  the event that is to stand in its place
  --ground <ground>    no-longer-needed, consent-withdrawn, objection, unlawful-processing, legal-obligation,
                       recorded-in-error or retention-over
  --version <number>   the rulebook that is to come into force
  --all                holds that were lifted too
  --url <address>      the running system (default http://127.0.0.1:PORT, PORT by default 3000)
  --json               prints the answer as it is
  CARELEDGER_TOKEN     the token to show, where the system asks for one
`;
