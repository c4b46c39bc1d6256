/** Entity ids are unique within child and kind, and the natural key within the child is a date, or a year. */
export function entityId(key: string): string {
  return `ssda903:${key}`;
}
