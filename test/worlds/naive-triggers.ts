import type { IDataObject, INodeType, IPollFunctions } from 'n8n-workflow';
import { isRecord } from '../../nodes/retell/values.ts';
import { described } from '../host/data.ts';

/** How far the usual triggers go back, or not. */
type Since = (data: IDataObject) => number;

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

function naive(since: Since, next: (rows: Row[], before: number) => number): INodeType {
	return {
		description,
		async poll(this: IPollFunctions) {
			const data = this.getWorkflowStaticData('node');
			const before = since(data);
			const first = data.last === undefined;
			const rows = first ? [] : await endedSince(this, before);
			data.last = next(rows, before);
			return rows.length === 0 ? null : [rows.map((row) => ({ json: { ...row } }))];
		},
	};
}

const lastOf: Since = ({ last }) => (typeof last === 'number' ? last : Date.now());

/** Asks for what ended since the last poll, by n8n's clock. */
export const sinceLastPoll = () => naive(lastOf, () => Date.now());

/** Asks for what ended after the newest end that it saw. */
export const afterNewestEnd = () =>
	naive(lastOf, (rows, before) => rows.reduce((newest, row) => Math.max(newest, row.end_timestamp), before));
