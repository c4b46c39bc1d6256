// The program's own build, with a source map beside it: a profile of one large file says little.
'use strict';
module.exports = (options) => ({ ...options, devtool: 'source-map' });
