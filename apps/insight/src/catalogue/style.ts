/** The style of the catalogue's pages: plain, and readable in print and in the dark. */
export const CATALOGUE_STYLE = `
:root { color-scheme: light dark; --line: #8888; --soft: #8881; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 64rem; margin: 0 auto; padding: 1rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0; } h2 { font-size: 1.2rem; margin: 2.25rem 0 .5rem; } h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
nav p, .quiet { color: GrayText; } a { text-underline-offset: .15em; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); }
thead th { font-size: .85rem; } tbody th { font-weight: 400; } td, th { overflow-wrap: break-word; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .35rem 1.25rem; } dt { font-weight: 600; } dd { margin: 0; }
.definition { border-left: 3px solid var(--line); padding: .25rem 0 .25rem .9rem; } code { font-family: ui-monospace, monospace; }
ol.events { margin: 0; padding-left: 1.25rem; } ul.figures { margin: 0; padding-left: 0; list-style: none; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .6rem; } }
@media print { nav { display: none; } .wide { overflow: visible; } }`;
