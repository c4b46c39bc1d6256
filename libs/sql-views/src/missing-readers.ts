/**
 * Says which roles of readers are missing, and what to do; nothing where none are.
 * @param roles that there are not, and that the program's database user may not make
 */
export function missingReaders(roles: readonly string[], tell: (text: string) => void): void {
  if (roles.length === 0) return;
  const statements = roles.map((role) => `CREATE ROLE ${role} NOLOGIN;`).join(' ');
  tell(
    `Nobody can read the SQL views yet: the program's database user may not make roles. Have the administrator of the database run ${statements} ` +
      'The next start gives them their rights. See docs/connect-power-bi-and-excel.md.',
  );
}
