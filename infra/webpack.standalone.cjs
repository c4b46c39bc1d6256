// The bundle that `npm start` runs: our code in one file, packages required from node_modules. Compiled by swc, which takes
// a second; types are checked by `npm run check:types`, not again at each start.
const swc = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
    keepClassNames: true,
  },
};

module.exports = (options) => ({
  ...options,
  // The projector's thread is loaded by its own file.
  entry: {
    main: options.entry,
    'projector-thread': options.entry.replace(/main\.ts$/, 'projector-thread.ts'),
  },
  output: { ...options.output, filename: 'apps/standalone/[name].js' },
  module: {
    rules: [{ test: /\.ts$/, exclude: /node_modules/, use: { loader: 'swc-loader', options: swc } }],
    // What is looked up at run time (the database's binaries) is not to be bundled.
    parser: { javascript: { createRequire: false } },
  },
  plugins: options.plugins.filter((plugin) => plugin.constructor.name !== 'ForkTsCheckerWebpackPlugin'),
});
