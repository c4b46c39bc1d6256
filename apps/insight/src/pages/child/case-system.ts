/** Where the case system shows a child. */
export class CaseSystem {
  /** @param template an address with `{child}`, and `{authority}` where it is asked for; none where there is none */
  constructor(private readonly template: string | undefined) {}

  /** The address of a child there; undefined where none is set. */
  addressOf(authority: string, child: string): string | undefined {
    return this.template
      ?.replaceAll('{authority}', encodeURIComponent(authority))
      .replaceAll('{child}', encodeURIComponent(child));
  }
}
