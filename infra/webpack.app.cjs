// The bundle of an app that is started: our code in one file, packages required from node_modules. Compiled by swc, which
// takes a second; types are checked by `npm run check:types`, not again at each start.
const path = require('node:path');

const swc = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
    keepClassNames: true,
  },
};

module.exports = (options) => {
  const app = /apps[\\/]([^\\/]+)[\\/]/.exec(path.relative(path.dirname(__dirname), path.resolve(options.entry)))[1];
  // In the standalone program the projector has a thread, which is loaded by its own file.
  const threads =
    app === 'standalone' ? { 'projector-thread': options.entry.replace(/main\.ts$/, 'projector-thread.ts') } : {};
  // Audits are made in processes of their own, which find this file beside the program.
  const audits =
    app === 'standalone' || app === 'auditor'
      ? { 'audit-process': path.resolve(__dirname, '../libs/audit/src/audit-process.ts') }
      : {};
  // What the public may see is worked out in a thread, likewise.
  const disclosure =
    app === 'standalone' || app === 'insight'
      ? { 'disclosure-thread': path.resolve(__dirname, '../libs/discloser/src/disclosure-thread.ts') }
      : {};
  return {
    ...options,
    entry: { main: options.entry, ...threads, ...audits, ...disclosure },
    output: { ...options.output, filename: `apps/${app}/[name].js` },
    module: {
      rules: [{ test: /\.ts$/, exclude: /node_modules/, use: { loader: 'swc-loader', options: swc } }],
      // What is looked up at run time (the database's binaries) is not to be bundled.
      parser: { javascript: { createRequire: false } },
    },
    plugins: options.plugins.filter((plugin) => plugin.constructor.name !== 'ForkTsCheckerWebpackPlugin'),
  };
};
