// The moving picture in the README: there, light enough to load, and slow enough to follow.
import { statSync } from 'node:fs';

import sharp from 'sharp';

import { MOST_BYTES } from '../../tools/film/frames.ts';
import { pageNamed } from './pages.ts';

const FILM = 'docs/try-it.webp';

test('the README shows it', () => {
	expect(pageNamed('README.md').links.map(({ target }) => target)).toContain(FILM);
});

test('it moves, for as long as people watch, and rests at the end', async () => {
	expect(statSync(FILM).size).toBeLessThanOrEqual(MOST_BYTES);
	const { format, pages = 0, loop, delay = [] } = await sharp(FILM).metadata();
	expect({ format, loop }).toEqual({ format: 'webp', loop: 0 });
	expect(pages).toBeGreaterThan(100);
	const seconds = delay.reduce((sum, ms) => sum + ms, 0) / 1_000;
	expect(seconds).toBeGreaterThan(25);
	expect(seconds).toBeLessThan(40);
	expect(delay.at(-1)).toBeGreaterThanOrEqual(3_000);
});
