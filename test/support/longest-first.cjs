// The order of the test files: whole programs and laws take the longest, so they come first, and no worker is left alone with
// one of them in the end. On a fresh clone Jest itself knows nothing better than a file's size.
'use strict';
const Sequencer = require('@jest/test-sequencer').default;

const PROJECTS = ['laws', 'system', 'int', 'unit'];

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ context }) => PROJECTS.indexOf(context.config.displayName?.name ?? '');
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
};
