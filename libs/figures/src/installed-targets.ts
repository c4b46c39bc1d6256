import { BUNDLED_TARGETS, TargetBook, type OwnReference } from '@careledger/reference';

/**
 * The targets of an installation: the authority's own file, else the bundled one. A fixture's authority is shown as if it
 * had set the bundled ones itself, and says so: a demonstration without targets would show half.
 */
export function installedTargets(
  { targets }: OwnReference,
  fixture: { readonly authority: string; readonly title: string } | null,
): TargetBook {
  if (targets !== undefined) return new TargetBook(targets);
  const bundled = new TargetBook(BUNDLED_TARGETS);
  return fixture === null ? bundled : bundled.asIfOf(fixture.authority, fixture.title);
}
