import { parseArgs } from 'node:util';
import { ALL_ROLES, isRole, ROLES, type Role } from '@careledger/access';

export const USAGE = `npm run token -- --role <role> --authority <code> --name <name> [options]

Signs a token with the local key (AUTH=key): what it is for, and for how long. It is shown once and kept nowhere; whoever has
it is let in, until it expires. The key file is made where there is none, for your account alone (mode 0600).

  --role <role>        may be given several times:
${ALL_ROLES.map((role) => `                         ${role.padEnd(15)} ${ROLES[role]}`).join('\n')}
  --authority <code>   three digits; several times for several, '*' for all
  --source <source>    whose events an emitter may send; several times for several, '*' for any
  --name <name>        who it is for, as it goes into the access log
  --days <number>      how long it holds, 1 to 400 (default 30)
  --key-file <file>    the local key (default AUTH_KEY_FILE, else auth-key.json in DATA_DIR)
`;

const LONGEST_DAYS = 400;

/** What a token is to say. */
export interface TokenOrder {
  readonly roles: readonly Role[];
  readonly authorities: readonly string[];
  readonly sources: readonly string[];
  readonly name: string;
  readonly days: number;
  readonly keyFile: string | undefined;
}

/** The command cannot be understood, or not be done; the message is for the person who typed it. */
export class TokenError extends Error {}

/** Reads the command line; null where help was asked for. @throws TokenError */
export function readCommandLine(words: readonly string[]): TokenOrder | null {
  const values = parsed(words);
  if (values.help === true) return null;
  const { role = [], authority = [], source = [], name = '', days = '30' } = values;
  const unknown = role.find((each) => !isRole(each));
  if (unknown !== undefined) throw mistake(`there is no role "${unknown}"`);
  const roles = role.filter(isRole);
  if (roles.length === 0) throw mistake('--role is missing');
  const odd = authority.find((code) => !/^(\*|\d{3})$/.test(code));
  if (odd !== undefined) throw mistake(`--authority must be three digits, or '*' for all, and "${odd}" is not`);
  if (authority.length === 0) throw mistake('--authority is missing');
  if (roles.includes('emitter') && source.length === 0)
    throw mistake("an emitter needs --source: whose events it sends, or '*' for any");
  if (!/^[^\p{Cc}]{1,100}$/u.test(name.trim()))
    throw mistake('--name is missing: who the token is for, in 1 to 100 characters');
  const number = /^\d{1,3}$/.test(days) ? Number(days) : 0;
  if (number < 1 || number > LONGEST_DAYS) throw mistake(`--days must be a whole number from 1 to ${LONGEST_DAYS}`);
  return {
    roles,
    authorities: authority,
    sources: source,
    name: name.trim(),
    days: number,
    keyFile: values['key-file'],
  };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        role: { type: 'string', multiple: true },
        authority: { type: 'string', multiple: true },
        source: { type: 'string', multiple: true },
        name: { type: 'string' },
        days: { type: 'string' },
        'key-file': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw mistake(error instanceof Error ? error.message : String(error));
  }
}

function mistake(what: string): TokenError {
  return new TokenError(`The command cannot be understood: ${what}.\n\n${USAGE}`);
}
