import { LATENCY_MS, expect, startSandboxProcess, turns, type Measure } from '../measure.ts';
import { bars } from '../report/plots.ts';
import { digits, ratios, spreadText } from '../report/statistics.ts';
import { ENDERS, startEnders, type EnderName, type Ended } from '../server/ends.ts';
import { endTask } from './end.ts';

const NAMES: Record<EnderName, string> = { own: 'this node, defaults', http: 'HTTP Request node, defaults' };
/** How many requests the node has under way at most, unless a person says otherwise. */
const MOST = 32;

interface Measured extends Ended {
	mostInFlight: number;
}

export const n8n: Measure = async ({ stage, pairs, scaled, say }) => {
	await using sandbox = startSandboxProcess(stage);
	const count = scaled(1_000);
	say('n8n starts');
	await using enders = await startEnders(stage, await sandbox.call.connection());
	const run = async (ender: EnderName, chats: number): Promise<Measured> => {
		const { world, items } = endTask(chats);
		await sandbox.call.prepare(world);
		const ended = await enders.end(ender, items);
		const { chats: byState, inFlight } = await sandbox.call.observe();
		expect(`Chats that "${NAMES[ender]}" ended`, byState.ended, chats);
		return { ...ended, mostInFlight: inFlight.most };
	};
	for (const ender of ENDERS) {
		say(`before: ${NAMES[ender]}`);
		await run(ender, 100);
	}
	const results = await turns(pairs, ENDERS, say, async (ender) => await run(ender, count));
	const nodeSeconds = (ender: EnderName) => results(ender).map(({ nodeMs }) => nodeMs / 1_000);
	const wholeSeconds = (ender: EnderName) => results(ender).map(({ wholeMs }) => wholeMs / 1_000);
	const most = (ender: EnderName) => results(ender).map(({ mostInFlight }) => mostInFlight);
	const against = `${NAMES.own} / ${NAMES.http}`;
	return {
		title: `End ${digits(count)} chats in a whole n8n`,
		notes: [
			`An n8n with its database (SQLite) and its store of credentials, as it is without any settings. A published workflow gets the chats by a webhook; *Split Out* makes an item of each, and the node ends them, with the same credential, and nothing set but what it must have. Answers come after ${LATENCY_MS} ms. The times are n8n's own, as it stored them with the execution. Before, each workflow ends 100 chats. Checked after each run: the execution succeeded, with all items, and all chats have ended.`,
		],
		tables: [
			{
				head: ['Subject', "The node's run, s", 'The whole execution, s', 'Most in flight'],
				rows: ENDERS.map((ender) => [
					NAMES[ender],
					...[nodeSeconds(ender), wholeSeconds(ender), most(ender)].map(spreadText),
				]),
			},
		],
		ratios: [
			{
				what: `time of the node's run: ${against}`,
				values: ratios(nodeSeconds('own'), nodeSeconds('http')),
				bound: ['≤', 0.9],
			},
			{ what: `time of the whole execution: ${against}`, values: ratios(wholeSeconds('own'), wholeSeconds('http')) },
			{ what: `most in flight: ${NAMES.own}`, values: [Math.max(...most('own'))], bound: ['≤', MOST] },
		],
		plots: [
			bars(
				ENDERS.map((ender) => ({ name: NAMES[ender], values: nodeSeconds(ender) })),
				{
					name: 'n8n',
					alt: `Time to end ${digits(count)} chats in a whole n8n, for each subject`,
					title: `Ending ${digits(count)} chats in a whole n8n`,
					y: "Time of the node's run, s",
				},
			),
		],
	};
};
