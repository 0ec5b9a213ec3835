// What the triggers register with: an agent and a number whose records can hold anything, over a whole life
// of a workflow, and what can be filled in.
import assert from 'node:assert/strict';

import fc from 'fast-check';

import { isRecord } from '../../nodes/retell/values.ts';
import { WEBHOOK_TRIGGERS, type WebhookTriggerName } from '../host/retell.ts';
import type { Step } from '../host/webhook.ts';
import { virtualTime, type VirtualTime } from '../host/time.ts';
import { cases, newKey } from './cases.ts';
import { RUNS } from './counts.ts';
import { checkFailure } from './oracle.ts';
import type { Parameters } from './parameters.ts';
import { goodAgent, goodNumber, withFlaws, type Reply } from './replies.ts';
import { startAnswering, type Answering } from './server.ts';
import { OWN_URL, TEST_URL, thrownAtStep } from './triggers.ts';
import { hostileJson, hostileText, hostileValue } from './values.ts';

const KEY = 'key_fuzz_9f8e7d6c5b4a';
const NUMBER = goodNumber.phone_number;
const locator = (value: unknown, mode = 'id') => ({ __rl: true, mode, value });

type Row = Record<string, unknown>;
/** What Retell does with a change of what is published: it does not say. */
type IfPublished = 'change' | 'refuse' | 'draft';

let server: Answering;
let time: VirtualTime;
beforeAll(async () => {
	server = await startAnswering();
	// Waits between tries take no time.
	time = virtualTime({ step: 100 });
});
afterAll(async () => {
	time.restore();
	await server.close();
});

const reply = (status: number, body: unknown): Reply => ({
	status,
	headers: { 'content-type': 'application/json', 'retry-after-ms': '1' },
	body: JSON.stringify(body),
});

/** A Retell with one thing in it. */
function keep(first: unknown, ifPublished: IfPublished = 'change') {
	const kept = { record: first };
	server.answer(() => {
		const { method = '', body = '' } = server.asked.at(-1) ?? {};
		if (method === 'GET' || !isRecord(kept.record)) return reply(200, kept.record);
		const change = (body === '' ? {} : JSON.parse(body)) as Row;
		const draft = { ...kept.record, is_published: false };
		if (method === 'POST') kept.record = draft;
		else if (kept.record.is_published === true && ifPublished === 'refuse')
			return reply(422, { status: 'error', message: 'Only drafts' });
		else kept.record = { ...(ifPublished === 'draft' ? draft : kept.record), ...change };
		return reply(method === 'POST' ? 201 : 200, kept.record);
	});
	return kept;
}

/** Whose address it is, told by other means than the trigger's own. */
function isOurs(address: unknown): boolean {
	return (
		typeof address === 'string' && [OWN_URL, TEST_URL].some((own) => address === own || address.startsWith(`${own}?`))
	);
}

const LIVES: Step[][] = [
	['publish', 'unpublish'],
	['publish', 'restart', 'unpublish'],
	['publish', 'publish', 'unpublish'],
	['restart', 'unpublish'],
	['listen', 'stopListening'],
	['listen', 'publish', 'stopListening', 'unpublish'],
	['publish', 'listen', 'stopListening', 'unpublish'],
	['unpublish', 'stopListening'],
];
const life = fc.constantFrom(...LIVES);
const address = fc.oneof(
	{ weight: 2, arbitrary: fc.constantFrom<unknown>(null, undefined, '', 0, false) },
	{
		weight: 2,
		arbitrary: fc.constantFrom<unknown>(
			OWN_URL,
			TEST_URL,
			`${OWN_URL}?events_added=chat_analyzed`,
			`${TEST_URL}?events_added=chat_analyzed,,__proto__`,
			`${OWN_URL}?events_added=`,
			`${OWN_URL}?events_added=transcript_updated&events_unset=`,
			`${OWN_URL}?x=%`,
		),
	},
	{
		weight: 2,
		arbitrary: fc.constantFrom<unknown>(
			'https://other.example/hook',
			'https://{{host}}/hook',
			'javascript:0',
			'mailto:a@b.example',
			'data:,x',
			`${OWN_URL}/more`,
			OWN_URL.replace('n8n.', 'x.'),
			OWN_URL.replace('https:', 'http:'),
			`${OWN_URL.replace('8c644', '9c644')}`,
			[OWN_URL],
			{ href: OWN_URL },
		),
	},
	{ weight: 1, arbitrary: fc.oneof(hostileText, hostileJson) },
);

interface Life {
	trigger: WebhookTriggerName;
	parameters: Parameters;
	/** Where the address stands in the record. */
	key: string;
	/** What may be asked for. */
	allowed: RegExp;
	ifPublished?: IfPublished;
}

/**
 * Takes the steps, and holds each to what may become of the address. The record before and after them, if all went well,
 * but to listen beside the published workflow.
 */
async function live(
	first: unknown,
	steps: Step[],
	{ trigger, parameters, key, allowed, ifPublished }: Life,
): Promise<{ before: Row; after: Row } | undefined> {
	// As it comes over the wire.
	const begun: unknown = JSON.parse(JSON.stringify(first ?? null));
	const kept = keep(begun, ifPublished);
	let isWell = true;
	for (const step of steps) {
		const before: unknown = JSON.parse(JSON.stringify(kept.record));
		const asked = server.asked.length;
		const thrown = await thrownAtStep(trigger, step, {
			parameters,
			credential: { apiKey: newKey(KEY), baseUrl: server.url },
			time,
		});
		if (thrown !== undefined && step !== 'listen') isWell = false;
		if (thrown !== undefined) {
			checkFailure(thrown, { input: [before, parameters, OWN_URL], key: KEY });
			// A draft may have been made, from which nothing was taken.
			const sameState = isRecord(before) && isRecord(kept.record) ? { is_published: before.is_published } : {};
			assert.deepEqual(
				isRecord(kept.record) ? { ...kept.record, ...sameState } : kept.record,
				isRecord(before) ? { ...before, ...sameState } : before,
				`${step} failed, and changed something`,
			);
		}
		const was = isRecord(before) ? before[key] : undefined;
		const is = isRecord(kept.record) ? kept.record[key] : undefined;
		const changes = server.asked.slice(asked).filter(({ method }) => method !== 'GET');
		if (was && !isOurs(was)) {
			assert.deepEqual(changes, [], `${step} wrote to what is somebody else's`);
			assert.deepEqual(kept.record, before);
			assert.ok(
				thrown !== undefined || !['publish', 'listen'].includes(step) || !isRecord(before),
				`${step} succeeded without an address`,
			);
		} else if (isRecord(before)) {
			if (step === 'restart' && String(was).startsWith(OWN_URL)) assert.deepEqual(changes, []);
			if (thrown === undefined && step === 'publish')
				assert.ok(String(is).split('?')[0] === OWN_URL, 'Published, and not called');
			if (thrown === undefined && step === 'listen')
				assert.ok(String(is).split('?')[0] === TEST_URL, 'Listens, and is not called');
			if (thrown === undefined && step === 'unpublish' && String(was).startsWith(OWN_URL))
				assert.equal(is, null, 'Unpublished, and still called');
			if (step === 'stopListening')
				assert.ok(!String(is).startsWith(TEST_URL) || thrown !== undefined, 'Stopped listening, and still called');
			if (step === 'unpublish' && String(was).startsWith(TEST_URL)) assert.equal(is, was, 'Taken from who listens');
			if (step === 'stopListening' && String(was).startsWith(OWN_URL))
				assert.equal(is, was, 'Taken from the published workflow');
		}
		for (const { body } of changes) checkChange(body, key);
	}
	for (const { method, path } of server.asked) assert.match(decodeURIComponent(`${method} ${path}`), allowed);
	assert.ok(server.asked.length < 100, `${server.asked.length} requests`);
	return isWell && isRecord(begun) && isRecord(kept.record) ? { before: begun, after: kept.record } : undefined;
}

/** Throws unless a change names the address and the events alone. */
function checkChange(body: string, key: string): void {
	const { [key]: url, webhook_events: events = [], base_version: base, ...others } = JSON.parse(body) as Row;
	assert.deepEqual(others, {});
	if (base !== undefined) return assert.ok(Number.isSafeInteger(base));
	assert.ok(url === null || isOurs(url), `It is sent to ${JSON.stringify(url)}`);
	assert.ok(events === null || Array.isArray(events));
}

describe('an agent', () => {
	const wanted = fc.subarray(['chatAnalyzed', 'chatEnded', 'chatStarted', 'transcriptUpdated'], { minLength: 1 });
	const events = fc.oneof(
		fc.constantFrom<unknown>(
			null,
			undefined,
			[],
			['chat_ended'],
			['chat_started', 'transcript_updated'],
			['chat_ended', 'chat_analyzed', 'chat_started'],
			['chat_analyzed', 'chat_analyzed'],
			['chat_ended', 'chat_moved'],
		),
		hostileJson,
	);
	const version = fc.oneof({ weight: 3, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: hostileJson });
	const agent = fc
		.record(
			{
				webhook_url: address,
				webhook_events: events,
				is_published: fc.constantFrom<unknown>(true, true, false, null, 'true', 1),
				version,
			},
			{ requiredKeys: [] },
		)
		.chain((parts) => withFlaws({ ...goodAgent('agent_1'), ...parts }, 1));

	test("takes nothing that is somebody else's, and gives back what it took", async () => {
		await cases(
			fc.tuple(agent, life, fc.constantFrom<IfPublished>('change', 'refuse', 'draft'), wanted),
			RUNS.agents,
			async ([first, steps, ifPublished, chosen]) => {
				const lived = await live(first, steps, {
					trigger: 'retellChatWebhookTrigger',
					parameters: { events: chosen, agentIds: [], simplify: true, registerWithAgent: locator('agent_1') },
					key: 'webhook_url',
					allowed: /^(GET \/get-chat-agent|PATCH \/update-chat-agent|POST \/create-agent-version)\/agent_1$/,
					ifPublished,
				});
				if (!lived || lived.before.webhook_url) return;
				const { before, after } = lived;
				assert.ok(!after.webhook_url, 'The address stayed');
				assert.deepEqual(after.webhook_events ?? null, before.webhook_events ?? null, 'The events are not given back');
			},
		);
	});
});

describe('a number', () => {
	const number = fc
		.record(
			{ inbound_sms_webhook_url: address, inbound_sms_agents: hostileJson, inbound_webhook_url: address },
			{ requiredKeys: [] },
		)
		.chain((parts) => withFlaws({ ...goodNumber, ...parts }, 1));

	test("takes nothing that is somebody else's, and gives back what it took", async () => {
		await cases(fc.tuple(number, life), RUNS.numbers, async ([first, steps]) => {
			const lived = await live(first, steps, {
				trigger: 'retellInboundSmsTrigger',
				parameters: { responseMode: 'responseNode', answerWithin: 8, registerWithNumber: locator(NUMBER, 'number') },
				key: 'inbound_sms_webhook_url',
				allowed: /^(GET \/get|PATCH \/update)-phone-number\/\+14155550142$/,
			});
			if (!lived) return;
			const { inbound_sms_webhook_url: was, ...before } = lived.before;
			const { inbound_sms_webhook_url: is, ...after } = lived.after;
			assert.deepEqual(after, before);
			if (!was) assert.ok(!is, 'The address stayed');
		});
	});
});

test.each(Object.keys(WEBHOOK_TRIGGERS) as WebhookTriggerName[])(
	'%s: what is filled in is asked for, or told to be wrong',
	async (trigger) => {
		const isAgent = trigger === 'retellChatWebhookTrigger';
		const [name, label, good] = isAgent
			? (['registerWithAgent', 'Register With Agent', 'agent_1'] as const)
			: (['registerWithNumber', 'Register With Number', NUMBER] as const);
		const value = fc
			.oneof(
				{ weight: 2, arbitrary: fc.oneof(hostileValue, hostileText) },
				{ weight: 1, arbitrary: fc.constant<unknown>(good) },
			)
			.chain((each) => fc.constantFrom<unknown>(each, locator(each), locator(each, 'list')));
		const events = fc.oneof(
			{ weight: 1, arbitrary: fc.constant<unknown>(['chatEnded']) },
			{ weight: 1, arbitrary: hostileValue },
		);
		await cases(fc.tuple(value, events), RUNS.chosen, async ([chosen, wanted]) => {
			const record = isAgent ? goodAgent('agent_1') : goodNumber;
			const kept = keep(record);
			const parameters = { [name]: chosen, events: wanted, agentIds: [], simplify: true };
			const thrown = await thrownAtStep(trigger, 'publish', {
				parameters,
				credential: { apiKey: newKey(KEY), baseUrl: server.url },
				time,
			});
			if (thrown === undefined) {
				// Nothing was filled in, or it is registered.
				const isSent = String((kept.record as Row)[isAgent ? 'webhook_url' : 'inbound_sms_webhook_url']).startsWith(
					OWN_URL,
				);
				assert.equal(isSent, server.asked.length > 0, 'Asked for, and not registered');
				return;
			}
			checkFailure(thrown, { input: [chosen, wanted], key: KEY });
			const { message } = thrown as Error;
			if (message.startsWith(`"${label}" `) || message.startsWith('No agent is selected '))
				return assert.deepEqual(server.asked, []);
			assert.deepEqual(kept.record, record);
			// No server reads an address of any length.
			const isTooLong = encodeURIComponent(JSON.stringify(chosen)).length > 8_000;
			assert.match(message, isTooLong ? /^"Trigger On" |^The connection to Retell was lost\. / : /^"Trigger On" /);
		});
	},
);
