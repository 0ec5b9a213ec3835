const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { dest, parallel, series, src } = require('gulp');

const clean = () => rm('dist', { recursive: true, force: true });

const compile = () => spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });

// Icons are binary to gulp: without this it would decode and encode them.
const icons = () => src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));

// What n8n reads beside a node's code: codex files and output schemas.
const descriptions = () => src('nodes/**/*.json').pipe(dest('dist/nodes'));

exports.build = series(clean, parallel(compile, icons, descriptions));
