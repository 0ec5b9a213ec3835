import { execa } from 'execa';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type { Owner } from '../n8n/index.ts';

/** What people type, as the README says it. */
export const COMMAND = 'npx -y -p node@24 npm start';

/** The size of the terminal, in characters. */
export const TERMINAL = { cols: 118, rows: 31 };

/** What came out of the terminal, and how many ms after the start. */
export interface Output {
	text: string;
	at: number;
}

export interface Tour {
	output: Output[];
	/** The address of the editor, and who can sign in there. */
	url: string;
	owner: Owner;
}

interface Options {
	root: string;
	/** Where the n8n of this tour keeps everything. */
	home: string;
	onCleanup: (close: () => Promise<void>) => void;
}

const INTERRUPT = '\u0003';

/** Runs the command in a terminal until it says that it is ready, and leaves it running. */
export async function runTour({ root, home, onCleanup }: Options): Promise<Tour> {
	const terminal = execa(
		'script',
		['--quiet', '--flush', '--command', `stty cols ${TERMINAL.cols} rows ${TERMINAL.rows}; ${COMMAND}`, '/dev/null'],
		{
			cwd: root,
			env: { TOUR_HOME: home, TZ: 'UTC', TERM: 'xterm-256color', RETELL_API_KEY: undefined },
			buffer: false,
			reject: false,
			stdin: 'pipe',
		},
	);
	let isOver = false;
	const ended = terminal.then(() => {
		isOver = true;
	});
	onCleanup(async () => {
		// As a person does it. The second one is for an n8n that takes its time.
		for (let times = 0; times < 2 && !isOver; times += 1) {
			terminal.stdin.write(INTERRUPT);
			await Promise.race([ended, sleep(20_000, undefined, { ref: false })]);
		}
		terminal.kill('SIGKILL');
		await ended;
	});

	const begun = Date.now();
	const output: Output[] = [];
	const plain = () => stripVTControlCharacters(output.map(({ text }) => text).join(''));
	terminal.stdout.setEncoding('utf8');
	await new Promise<void>((resolve, reject) => {
		terminal.stdout.on('data', (text: string) => {
			output.push({ text, at: Date.now() - begun });
			if (plain().includes('Press Ctrl-C to stop.')) resolve();
		});
		void ended.then(() => reject(new Error(`npm start has ended. What it said:\n${plain()}`)));
	});
	const told = (label: string) => new RegExp(`${label} +(\\S+)`).exec(plain())?.[1] ?? '';
	const { origin: url } = new URL(told('Open'));
	return {
		output,
		url,
		owner: { email: told('Email'), password: told('Password'), firstName: 'Tour', lastName: 'Owner' },
	};
}
