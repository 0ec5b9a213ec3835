import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { openCamera } from './camera.ts';
import { PAGE, type Frame } from './frames.ts';
import { COMMAND, TERMINAL, type Output, type Tour } from './npmStart.ts';

/** What begins with these words is shown line by line; the rest came long before and is shown faster than it came. */
const RESULT = 'What the workflow did';
/** The last line that is shown; what follows concerns those who look for more. */
const LAST_LINE = 'Password';

/** In ms of the film. */
const KEY = 60;
const TICK = 100;
const WAITING = 4_000;
const LINE = 70;

const THEME = {
	background: '#ffffff',
	foreground: '#1f2328',
	cursor: '#1f2328',
	green: '#116329',
	yellow: '#7d4e00',
	blue: '#0550ae',
	magenta: '#8250df',
	cyan: '#1b7c83',
	brightBlack: '#59636e',
};

/** Films a terminal in which somebody types the command, and that shows what it really wrote. */
export async function filmTerminal(film: Frame[], page: Page, { output }: Tour): Promise<Frame[]> {
	const xterm = createRequire(import.meta.url).resolve('@xterm/xterm');
	await page.setViewportSize(PAGE);
	await page.setContent('<body style="margin: 14px 18px"><div id="terminal"></div>');
	await page.addStyleTag({ path: join(dirname(xterm), '..', 'css', 'xterm.css') });
	await page.addStyleTag({ content: '.xterm .scrollbar { display: none }' });
	await page.addScriptTag({ path: xterm });
	const options = {
		...TERMINAL,
		theme: THEME,
		fontSize: 15,
		lineHeight: 1.12,
		fontFamily: 'monospace',
		cursorInactiveStyle: 'block',
	};
	await page.addScriptTag({
		content: `
			const terminal = new Terminal(${JSON.stringify(options)});
			terminal.open(document.getElementById('terminal'));
			const write = (text) => new Promise((resolve) =>
				terminal.write(text, () => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))));`,
	});
	const write = (text: string) => page.evaluate(`write(${JSON.stringify(text)})`);

	const camera = openCamera(film, page);
	camera.caption('Start n8n, with a sandbox in place of Retell');
	await write('$ ');
	await camera.snap(500);
	for (const key of COMMAND) {
		await write(key);
		await camera.snap(KEY);
	}
	await camera.snap(300);
	await write('\r\n');

	const { waiting, lines } = scripted(output);
	let shown = 0;
	const last = waiting.at(-1)?.at ?? 0;
	for (let time = TICK; shown < waiting.length; time += TICK) {
		const due = waiting.filter(({ at }) => (at / last) * WAITING <= time).length;
		await write(textOf(waiting.slice(shown, due)));
		shown = due;
		await camera.snap(TICK);
	}
	for (const line of lines) {
		await write(line);
		await camera.snap(line.trim() === '' ? TICK / 2 : LINE);
	}
	await camera.snap(2_500);
	return film;
}

/** What is shown while n8n starts, and line by line what the tour did. */
function scripted(output: Output[]): { waiting: Output[]; lines: string[] } {
	const all = textOf(output);
	const start = all.indexOf(RESULT);
	let before = 0;
	const waiting = output.map(({ text, at }) => {
		const part = text.slice(0, Math.max(0, start - before));
		before += text.length;
		return { text: part, at };
	});
	const lines = all.slice(start).split(/(?<=\n)/);
	const end = lines.findIndex((line) => line.includes(LAST_LINE));
	return { waiting: waiting.filter(({ text }) => text !== ''), lines: lines.slice(0, end + 1) };
}

function textOf(output: Output[]): string {
	return output.map(({ text }) => text).join('');
}
