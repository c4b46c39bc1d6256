/** The page's style sheet. A figure that has just moved is marked by a word and a border, not by colour alone. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8888; --moved: #b45309; --soft: #8882; }
body { font: 1rem/1.45 system-ui, sans-serif; max-width: 72rem; margin: 0 auto; padding: 0 1rem 4rem; }
h1 { margin: .25rem 0; font-size: 1.5rem; } h2 { margin: 2rem 0 .25rem; font-size: 1.15rem; } h3 { font-size: 1rem; }
#made-up { margin: 0 -1rem; padding: .5rem 1rem; border-bottom: 2px solid var(--moved); background: var(--soft); font-weight: 600; }
header { display: flex; flex-wrap: wrap; gap: 0 1.5rem; align-items: baseline; border-bottom: 1px solid var(--line); }
header p { margin: .25rem 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { font-weight: 600; font-size: .85rem; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.moved { outline: 2px solid var(--moved); outline-offset: -2px; font-weight: 700; }
td .mark { font-size: .75rem; font-weight: 400; margin-right: .5rem; color: var(--moved); }
button.measure { font: inherit; background: none; border: 0; padding: 0; color: inherit; text-align: left; text-decoration: underline; text-underline-offset: .2em; cursor: pointer; }
dialog { max-width: 56rem; width: calc(100% - 3rem); border: 1px solid var(--line); border-radius: .25rem; padding: 1rem 1.5rem; }
dialog form { float: right; }
.problem { border-left: 3px solid var(--moved); padding-left: .75rem; }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
`;
