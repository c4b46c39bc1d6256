/** The variable in which command lines find their token. */
export const TOKEN_VARIABLE = 'CARELEDGER_TOKEN';

/** The header by which a command line shows who it is; none where it was given no token. */
export function bearer(env: Readonly<Record<string, string | undefined>> = process.env): Record<string, string> {
  const token = env[TOKEN_VARIABLE]?.trim();
  return token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` };
}
