/**
 * The style of a report that stands alone: it comes along in the file, which people save and send. After GOV.UK, without its font.
 * @param running what stands at the head of every printed sheet
 */
export function reportStyle(running: string): string {
  return `${SCREEN}
@page{size:A4;margin:16mm 15mm 14mm;
@top-left{content:${cssText(running)};font:8pt Arial,Helvetica,sans-serif;color:#505a5f}
@bottom-right{content:"Page " counter(page) " of " counter(pages);font:8pt Arial,Helvetica,sans-serif;color:#505a5f}}
@media print{${PRINT}}`;
}

/** A text as CSS writes one. Whatever could end it, or the style it stands in, is written as its number. */
export function cssText(text: string): string {
  const safe = text.replace(/[^\p{L}\p{N} .,:()\/’–-]/gu, (one) => `\\${(one.codePointAt(0) ?? 32).toString(16)} `);
  return `"${safe}"`;
}

const SCREEN = `*{box-sizing:border-box}
body{margin:0;font:1.05rem/1.5 Arial,Helvetica,sans-serif;color:#0b0c0c;background:#fff}
main,.head{max-width:64rem;margin:0 auto;padding:0 1rem}
.skip{position:absolute;left:-999em}.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}.skip:focus{position:static;display:block;padding:.5rem 1rem;background:#fd0}
a{color:#1d70b8}a:focus{outline:3px solid transparent;background:#fd0;color:#0b0c0c;box-shadow:0 -2px #fd0,0 4px #0b0c0c}
.head{border-bottom:.5rem solid #1d70b8;padding:1rem 1rem .5rem;font-weight:bold}
h1{font-size:2rem;line-height:1.15;margin:1.5rem 0 .5rem}h2{font-size:1.6rem;line-height:1.2;margin:2.5rem 0 1rem}
h3{font-size:1.35rem;line-height:1.2;margin:2rem 0 .75rem}h4{font-size:1.1rem;margin:1.25rem 0 .4rem}
p,ul,dl{margin:0 0 .9rem}.lead{font-size:1.3rem}.small{font-size:.9rem;color:#505a5f}
.notice{border-left:.5rem solid #505a5f;padding:.75rem 1rem;margin:1rem 0;background:#f3f2f1}
nav ul{padding-left:1.2rem;columns:2}nav h2{margin-top:1.5rem}
dt{font-weight:bold}dd{margin:0 0 .6rem}
.page{border-top:2px solid #0b0c0c;margin-top:2.5rem}
.analysis{margin:0 0 1rem}.said{max-width:44rem}
.commentary{border-left:.3rem solid #1d70b8;padding:.1rem 0 .1rem 1rem;margin:.5rem 0 1rem;max-width:44rem}
.commentary p{margin-bottom:.3rem}.written{white-space:pre-line}.line{font-size:1.1rem;margin:1.25rem 0 .3rem}
.wide{overflow-x:auto}.wide:focus{outline:3px solid #fd0}
table{border-collapse:collapse;width:100%;margin:.75rem 0 1rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:bold;padding-bottom:.4rem}
th,td{border-bottom:1px solid #b1b4b6;padding:.3rem .5rem;text-align:right;vertical-align:top}
th{text-align:left}thead th+th{text-align:right;font-size:.9rem;max-width:16rem}
.block th{background:#f3f2f1;text-align:left}.code{display:block;font-weight:bold}.what{font-weight:normal}
tbody th{font-weight:normal}.target th,.target td,.now th,.now td{font-weight:bold}
.groups td,.groups th+th{width:9rem}
figure{margin:1rem 0;overflow-x:auto}figcaption{font-weight:bold;margin-bottom:.25rem}
.chart{width:100%;min-width:34rem;height:auto;display:block}`;

const PRINT = `body{font-size:9pt;line-height:1.3}main,.head{max-width:none;padding:0}
.skip,nav,.screen{display:none}.head{padding:0 0 3mm;border-bottom-width:1mm}
h1{font-size:18pt}h2{font-size:15pt;margin:0 0 4mm}h3{font-size:13pt;margin:0 0 2mm}h4{font-size:10.5pt;margin:2.5mm 0 1mm}
h1,h2,h3,h4,caption{break-after:avoid}p,ul,dl{margin-bottom:1.8mm}.lead{font-size:12pt}.small{font-size:8pt}
a{color:inherit;text-decoration:none}
.page,.notes{break-before:page;border-top:0;margin-top:0}.opens .page:first-of-type{break-before:auto}.opens{break-before:page}
.said,.commentary{max-width:none}.commentary,figure,.notice{break-inside:avoid}
.wide,figure{overflow:visible}table{margin:1mm 0;font-size:8pt;line-height:1.2}th,td{padding:.35mm 1.5mm}
thead th+th{font-size:7.5pt;max-width:none}tbody th{white-space:nowrap}.groups{break-inside:avoid}.groups tbody th{white-space:normal}.line{font-size:10pt;margin:2mm 0 .5mm}
thead{display:table-header-group}tr{break-inside:avoid}
dl{font-size:8pt}dd{margin-bottom:.8mm}.analysis{margin:0}figure{margin:1.5mm 0 0}.chart{min-width:0;max-height:54mm;margin:0}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}`;
