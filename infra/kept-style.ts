import { resolve } from 'node:path';
import { compile } from 'sass';

const STYLE = resolve(__dirname, '../apps/insight/src/pages/frame/style/careledger.scss');

/** The pages' stylesheet as it is kept, so that a start needs no compiler of styles. */
export function keptStyle(): { readonly css: string } {
  const { css } = compile(STYLE, {
    style: 'compressed',
    charset: false,
    loadPaths: [resolve(__dirname, '../node_modules')],
    quietDeps: true,
  });
  return { css };
}
