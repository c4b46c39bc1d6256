/** The page at `/`: what stands still in it. `script.ts` fills it, `style.ts` makes it readable. */
export const PAGE = `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>CareLedger</title>
<link rel="stylesheet" href="/dashboard.css">
<script src="/dashboard.js" defer></script>
</head>
<body>
<p id="made-up" hidden></p>
<header>
<h1>CareLedger</h1>
<p><label>Authority <select id="authority"></select></label></p>
<p>Figures of this month, as on <strong id="today">–</strong>. <span id="connection" role="status">Connecting …</span> <span id="lag"></span></p>
<p><a href="/catalogue">Catalogue</a> <a href="/docs">How to call it</a></p>
</header>
<noscript><p>This page needs JavaScript to show live figures. They can also be read at <a href="/v1/measures">/v1/measures</a>; what they mean is in the <a href="/catalogue">catalogue</a>.</p></noscript>
<main id="areas"><p>Reading the figures …</p></main>
<dialog id="detail" aria-labelledby="detail-title">
<form method="dialog"><button>Close</button></form>
<h2 id="detail-title"></h2>
<p id="detail-asks"></p>
<p id="detail-definition"></p>
<p><a id="detail-catalogue" href="/catalogue">All about this measure</a></p>
<h3>The last twelve months</h3>
<div id="detail-series"></div>
<h3>What makes this month's figure up</h3>
<div id="detail-entries"></div>
</dialog>
</body>
</html>
`;
