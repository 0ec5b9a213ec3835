import { max, median } from 'simple-statistics';
import { turns, type Measure } from '../measure.ts';
import { bars } from '../report/plots.ts';
import type { Ratio } from '../report/section.ts';
import { digits, ratios, spreadText } from '../report/statistics.ts';
import { load } from '../server/load.ts';
import { startTriggers, TRIGGERS, type TriggerName } from '../server/triggers.ts';

const AT_ONCE = 20;
/** More than the trigger stores of earlier deliveries. */
const BEFORE = 1_100;

const NAMES: Record<TriggerName, string> = {
	own: 'this trigger',
	plain: 'a plain community trigger',
	n8n: "n8n's Webhook node",
};

/** What was measured of a trigger in a turn. */
interface Measured {
	/** The median time of an answer, one after the other, ms. */
	alone: number;
	/** The same, 20 at once. */
	among: number;
	/** The longest time of an answer, ms. */
	worst: number;
	perSecond: number;
}

export const webhooks: Measure = async ({ stage, pairs, scaled, say }) => {
	const alone = scaled(100);
	const among = Math.max(AT_ONCE, scaled(600));
	const before = scaled(BEFORE);
	say('n8n starts');
	await using triggers = await startTriggers(stage);
	const send = async (trigger: TriggerName, count: number, atOnce: number) => {
		const sent = await load(count, atOnce, () => triggers.call(trigger));
		await triggers.idle(trigger);
		return sent;
	};
	for (const trigger of TRIGGERS) {
		say(`before: ${NAMES[trigger]}`);
		await send(trigger, before, AT_ONCE);
	}

	const results = await turns(pairs, TRIGGERS, say, async (trigger): Promise<Measured> => {
		const single = await send(trigger, alone, 1);
		const many = await send(trigger, among, AT_ONCE);
		return {
			alone: median(single.answers),
			among: median(many.answers),
			worst: max(many.answers),
			perSecond: (among / many.ms) * 1_000,
		};
	});
	for (const trigger of TRIGGERS) await triggers.check(trigger, before + pairs * (alone + among));

	const valuesOf = (trigger: TriggerName, of: keyof Measured) => results(trigger).map((one) => one[of]);
	const compared = (to: TriggerName, bound?: Ratio['bound']): Ratio[] => {
		const against = `this trigger / ${NAMES[to]}`;
		return [
			{
				what: `median answer, one by one: ${against}`,
				values: ratios(valuesOf('own', 'alone'), valuesOf(to, 'alone')),
				bound,
			},
			{
				what: `answers a second, ${AT_ONCE} at once: ${NAMES[to]} / this trigger`,
				values: ratios(valuesOf(to, 'perSecond'), valuesOf('own', 'perSecond')),
				bound,
			},
			{
				what: `slowest of ${digits(pairs * among)}: ${against}`,
				values: [max(valuesOf('own', 'worst')) / max(valuesOf(to, 'worst'))],
				bound,
			},
		];
	};
	return {
		title: "The webhook trigger's answers",
		notes: [
			`A whole n8n with its database (SQLite) and its store of credentials, as it is without any settings, takes events of ended chats: one after the other (${digits(alone)} in each turn), and ${AT_ONCE} at once (${digits(among)} in each turn). Times are from the request to the end of the answer. All is on one machine, the sender included. Each workflow has one more node, which does nothing. Before, each trigger got ${digits(before)} events, so that all that this trigger remembers is there.`,
			'n8n 2 prepares a sandbox for expressions for each webhook of each node but its own Webhook node. What that costs shows a *plain community trigger*: a node that hands on what comes and does nothing else: no signature, no credential, no memory of earlier events.',
		],
		tables: [
			{
				head: [
					'Trigger',
					'Median answer, one by one, ms',
					`Median answer, ${AT_ONCE} at once, ms`,
					`Slowest answer, ${AT_ONCE} at once, ms`,
					`Answers a second, ${AT_ONCE} at once`,
				],
				rows: TRIGGERS.map((trigger) => [
					NAMES[trigger],
					...(['alone', 'among', 'worst', 'perSecond'] as const).map((of) => spreadText(valuesOf(trigger, of))),
				]),
			},
		],
		ratios: [...compared('plain', ['≤', 1.1]), ...compared('n8n')],
		plots: [
			bars(
				TRIGGERS.map((trigger) => ({ name: NAMES[trigger], values: valuesOf(trigger, 'alone') })),
				{
					name: 'webhooks',
					alt: 'Median time of an answer to a webhook, for each trigger',
					title: 'Answers to webhooks, one after the other',
					y: 'ms',
				},
			),
		],
	};
};
