import { parseArgs } from 'node:util';

import { MEASURES, type SectionName } from './sections/index.ts';

const SECTIONS = Object.keys(MEASURES) as SectionName[];

export const USAGE = `Usage: npm run bench -- [--only ${SECTIONS.join(',')}] [--pairs 5] [--scale 1] [--out FOLDER]

  --only    these parts alone, with commas between them
  --pairs   how often the subjects run in turn
  --scale   a factor for the numbers of chats and messages
  --out     a folder for the report, whatever was measured

Without --out, only a run of all parts with at least 5 pairs at full scale writes docs/benchmarks.md.`;

export interface Arguments {
	only: SectionName[];
	pairs: number;
	scale: number;
	/** Whether this is the run that counts. */
	isFull: boolean;
	out?: string;
}

/** Reads the command's arguments; an Error tells what is wrong with them. */
export function readArguments(args: string[]): Arguments | 'help' {
	const { values } = parseArgs({
		args,
		options: {
			only: { type: 'string' },
			pairs: { type: 'string', default: '5' },
			scale: { type: 'string', default: '1' },
			out: { type: 'string' },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	if (values.help) return 'help';
	const pairs = Number(values.pairs);
	const scale = Number(values.scale);
	if (!Number.isInteger(pairs) || pairs < 1) throw new Error('--pairs takes a number from 1');
	if (!(scale > 0 && scale <= 1)) throw new Error('--scale takes a number up to 1');
	const only = values.only?.split(',').map(sectionNamed) ?? [...SECTIONS];
	const isFull = values.only === undefined && pairs >= 5 && scale === 1;
	return { only, pairs, scale, isFull, out: values.out };
}

function sectionNamed(name: string): SectionName {
	const found = SECTIONS.find((one) => one === name.trim());
	if (!found) throw new Error(`--only knows no "${name}"`);
	return found;
}
