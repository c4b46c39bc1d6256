/** The group roles of readers, and the schema that each may read. */
export const READER_ROLES = {
  careledger_internal_reader: 'careledger_internal',
  careledger_publication_reader: 'careledger_publication',
} as const;

const grant = ([role, schema]: readonly [string, string]): string => `
    IF to_regrole('${role}') IS NULL THEN
      BEGIN
        CREATE ROLE ${role} NOLOGIN;
      EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
      END;
    END IF;
    IF to_regrole('${role}') IS NOT NULL AND to_regnamespace('${schema}') IS NOT NULL THEN
      GRANT USAGE ON SCHEMA ${schema} TO ${role};
      GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${role};
    END IF;`;

/**
 * The statement that makes roles where they are missing and this user may, and gives each its schema. Where it may not, nothing fails:
 * the database's administrator makes them, and the next start gives them their rights. Roles are those of the whole server, so another
 * database of it may have made them, or be about to.
 */
export const rightsOf = (readers: Readonly<Record<string, string>>): string =>
  `DO $$ BEGIN ${Object.entries(readers).map(grant).join('')} END $$`;

/** The same for the roles that there are. */
export const grantToReaders = rightsOf(READER_ROLES);
