/** The child that something refused names, however little else is right in it; undefined where it names none. */
export function childNamedIn(payload: string | null): { authority: string; subject: string } | undefined {
  try {
    const { authority, subject } = JSON.parse(payload ?? '') as Partial<Record<'authority' | 'subject', unknown>>;
    return typeof authority === 'string' && typeof subject === 'string' ? { authority, subject } : undefined;
  } catch {
    return undefined;
  }
}
