import type { INodeType, IPollFunctions } from 'n8n-workflow';
import { isRecord } from '../../nodes/retell/values.ts';
import { described } from '../host/data.ts';
import { trySeed } from './trial.ts';

const WORLDS = 60;

const description = described('naiveTrigger', {
	group: ['trigger'],
	inputs: [],
	polling: true,
	credentials: [{ name: 'retellChatApi', required: true }],
});

interface Row {
	chat_id: string;
	end_timestamp: number;
}

function isRow(value: unknown): value is Row {
	return isRecord(value) && typeof value.end_timestamp === 'number';
}

async function endedSince(context: IPollFunctions, since: number): Promise<Row[]> {
	const answer: unknown = await context.helpers.httpRequestWithAuthentication.call(context, 'retellChatApi', {
		method: 'POST',
		url: '/v3/list-chats',
		body: {
			filter_criteria: {
				chat_status: { type: 'enum', op: 'in', value: ['ended'] },
				end_timestamp: { type: 'number', op: 'gt', value: since },
			},
			limit: 1000,
		},
		json: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
	});
	const body = isRecord(answer) ? answer.body : undefined;
	return isRecord(body) && Array.isArray(body.items) ? body.items.filter(isRow) : [];
}

/** A trigger of the usual kind. `next`: from when on the next poll asks for chats. */
function naive(next: (rows: Row[], before: number) => number): INodeType {
	return {
		description,
		async poll(this: IPollFunctions) {
			const data = this.getWorkflowStaticData('node');
			const first = typeof data.last !== 'number';
			const before = typeof data.last === 'number' ? data.last : Date.now();
			const rows = first ? [] : await endedSince(this, before);
			data.last = next(rows, before);
			return rows.length === 0 ? null : [rows.map((row) => ({ json: { ...row } }))];
		},
	};
}

test.each<[string, Parameters<typeof naive>[0]]>([
	["since the last poll, by n8n's clock", () => Date.now()],
	['after the newest end that it saw', (rows, before) => Math.max(before, ...rows.map((row) => row.end_timestamp))],
])('The worlds catch a trigger that asks for what ended %s', async (_what, next) => {
	let worldsWithLoss = 0;
	for (let seed = 1; seed <= WORLDS; seed++) {
		const { breaches } = await trySeed(seed, () => naive(next));
		if (breaches.some(({ kind }) => kind === 'loss')) worldsWithLoss += 1;
	}
	expect(worldsWithLoss).toBeGreaterThan(WORLDS / 2);
});
