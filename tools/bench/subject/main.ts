// The process of one measurement: its peak of memory and its CPU time are one subject's alone.
import '../../../test/quiet.js';
import { offer } from '../channel.ts';
import { execute, type Subject } from './engine.ts';
import { startExpressions } from './n8n.ts';
import { httpEnd, nodeEnd, nodeList, nodeSends, nodeTranscripts, type Setup } from './nodes.ts';

type Make = (setup: Setup) => Subject | Promise<Subject>;

// What only some subjects need is loaded for them alone.
const SUBJECTS = {
	'node end': ({ parallel }) => nodeEnd(parallel),
	'node end defaults': () => nodeEnd(),
	'node end 8': () => nodeEnd(8),
	'node end 10': () => nodeEnd(10),
	'node end 16': () => nodeEnd(16),
	'node list': () => nodeList(),
	'node list raw': () => nodeList({ simplify: false }),
	'node transcripts': nodeTranscripts,
	'node sends': ({ agent, parallel }) => nodeSends(agent, parallel),
	'node sends defaults': ({ agent }) => nodeSends(agent),
	'http end': ({ baseUrl, parallel, interval }) => httpEnd(baseUrl, { batchSize: parallel, batchInterval: interval }),
	'http end defaults': ({ baseUrl }) => httpEnd(baseUrl),
	'http end despite errors': ({ baseUrl }) => ({ ...httpEnd(baseUrl), onError: 'continueRegularOutput' }),
	'axios end': async (setup) => (await import('./bare.ts')).axiosEnd(setup),
	'helper end': async (setup) => (await import('./bare.ts')).helperEnd(setup),
	'helper end by expression': async (setup) => (await import('./bare.ts')).helperEndByExpression(setup),
	'sdk end': async (setup) => (await import('./sdk.ts')).sdkEndParallel(setup),
	'sdk end sequential': async (setup) => (await import('./sdk.ts')).sdkEndSequential(setup),
	'sdk list': async (setup) => (await import('./sdk.ts')).sdkList(setup),
	'sdk transcripts': async (setup) => (await import('./sdk.ts')).sdkTranscripts(setup),
	'sdk sends': async (setup) => (await import('./sdk.ts')).sdkSends(setup),
	'sdk sends 16': async (setup) => (await import('./sdk.ts')).sdkSends({ ...setup, parallel: 16 }),
} satisfies Record<string, Make>;

export type SubjectName = keyof typeof SUBJECTS;

export interface Run {
	ms: number;
	/** Of all threads of the process. */
	cpuMs: number;
	/** Resident memory before the run, and the most that the process ever had. */
	idleMb: number;
	peakMb: number;
	items: number;
	/** Different chats among the items, and how many of them have a transcript. */
	chats: number;
	transcripts: number;
}

let subject: Subject | undefined;
let connection: Setup | undefined;

const functions = {
	load: async (name: SubjectName, setup: Setup) => {
		await startExpressions();
		subject = await SUBJECTS[name](setup);
		connection = setup;
	},

	run: async (items: object[]): Promise<Run> => {
		if (!subject || !connection) throw new Error('There is no subject yet');
		const idle = process.memoryUsage.rss();
		const cpu = process.cpuUsage();
		const began = performance.now();
		const output = await execute(subject, connection, items);
		const ms = performance.now() - began;
		const { user, system } = process.cpuUsage(cpu);
		const { maxRSS } = process.resourceUsage();
		return {
			ms,
			cpuMs: (user + system) / 1_000,
			idleMb: idle / 2 ** 20,
			peakMb: maxRSS / 2 ** 10,
			items: output.length,
			chats: new Set(output.map(({ json }) => json.chat_id)).size,
			transcripts: output.filter(({ json }) => typeof json.transcript === 'string').length,
		};
	},
};

export type SubjectFunctions = typeof functions;

offer(functions);
