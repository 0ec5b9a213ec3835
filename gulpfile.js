const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { dest, parallel, series, src } = require('gulp');
const { n8n } = require('./package.json');

const OUT = 'dist';

const clean = () => rm(OUT, { recursive: true, force: true });

const check = () => spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });

// A file for each that n8n loads, and one for what they share: n8n's start is faster by the time that hundreds would take.
const bundle = async () => {
	const { rolldown } = await import('rolldown');
	const names = [...n8n.credentials, ...n8n.nodes].map((file) => file.slice(`${OUT}/`.length, -'.js'.length));
	const built = await rolldown({
		input: Object.fromEntries(names.map((name) => [name, `${name}.ts`])),
		platform: 'node',
		// What n8n brings.
		external: /^[^./]/,
		tsconfig: 'tsconfig.json',
	});
	await built.write({
		dir: OUT,
		format: 'cjs',
		strict: true,
		entryFileNames: '[name].js',
		chunkFileNames: '[name].js',
		codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] },
	});
};

// Icons are binary to gulp: without this it would decode and encode them.
const icons = () => src('icons/*.svg', { encoding: false }).pipe(dest(`${OUT}/icons`));

// What n8n reads beside a node's code: codex files and output schemas.
const descriptions = () => src('nodes/**/*.json').pipe(dest(`${OUT}/nodes`));

exports.build = series(clean, parallel(check, bundle, icons, descriptions));
