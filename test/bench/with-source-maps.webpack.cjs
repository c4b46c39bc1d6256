// The program's own build, with a source map beside it: a profile of one large file says little.
'use strict';
const build = require('../../infra/webpack.app.cjs');

module.exports = (options, ...more) => ({ ...build(options, ...more), devtool: 'source-map' });
