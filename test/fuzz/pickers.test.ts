// Answers of any form to the editor's pickers.
import fc from 'fast-check';
import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { RetellChat } from '../../nodes/RetellChat/RetellChat.node.ts';
import { agent, crmConfig, testCases } from '../operations/answers.ts';
import { loadOptionsContext } from '../host/run.ts';
import { underTime, virtualTime, type VirtualTime } from '../host/time.ts';
import { cases, newKey } from './cases.ts';
import { RUNS } from './counts.ts';
import { inOrder, type Replies } from './operations.ts';
import { bounded, checkFailure, withoutKey } from './oracle.ts';
import {
	goodAgent,
	goodChat,
	goodContact,
	goodFlow,
	goodLlm,
	goodNumber,
	pageOf,
	replyWith,
	withFlaws,
	type Reply,
} from './replies.ts';
import { startAnswering, type Answering } from './server.ts';
import { hostileText } from './values.ts';

const KEY = 'key_fuzz_9f8e7d6c5b4a';
const { listSearch, loadOptions } = new RetellChat().methods;
let server: Answering;
let time: VirtualTime;

beforeAll(async () => {
	server = await startAnswering();
});
afterAll(() => server.close());
beforeEach(() => {
	time = virtualTime({ step: 100 });
});
afterEach(() => time.restore());

type Picker = (this: ILoadOptionsFunctions, filter?: string, token?: string) => Promise<unknown>;
const PICKERS: Array<[string, Picker]> = [
	['agents', listSearch.searchAgents],
	['versions', listSearch.searchAgentVersions],
	['chats', listSearch.searchChats],
	['ongoing chats', listSearch.searchOngoingChats],
	['engines', listSearch.searchEngines],
	['phone numbers', listSearch.searchPhoneNumbers],
	['phone numbers that text', listSearch.searchSmsNumbers],
	['contacts', listSearch.searchContacts],
	['options of agents', loadOptions.getAgents],
	['fields of the analysis', loadOptions.getAnalysisFields],
	['custom fields of contacts', loadOptions.getContactFields],
	['test cases', loadOptions.getTestCases],
];

const replies: fc.Arbitrary<Replies> = fc.record({
	'list-agents': pagesOf(goodAgent('agent_1')),
	'list-agent-versions': pagesOf({ version: 3, is_published: true, last_modification_timestamp: 1_760_000_000_000 }),
	'list-contacts': pagesOf(goodContact),
	'get-chat-agent': fc.array(agent().random, { minLength: 1, maxLength: 2 }),
	'list-test-case-definitions': fc.array(testCases.random, { minLength: 1, maxLength: 3 }),
	'get-crm-config': fc.array(crmConfig.random, { minLength: 1, maxLength: 3 }),
	'list-phone-numbers': pagesOf(goodNumber),
	'list-retell-llms': pagesOf(goodLlm),
	'list-conversation-flows': pagesOf(goodFlow),
	v3: fc.array(replyWith(200, pageOf(withFlaws(goodChat('chat_1'), 2))), { minLength: 1, maxLength: 2 }),
});

test.each(PICKERS)('%s', async (_name, pick) => {
	const one = fc.tuple(replies, fc.option(hostileText, { nil: undefined }), fc.option(hostileText, { nil: undefined }));
	await cases(one, RUNS.pickers, async ([answers, filter, token]) => {
		server.answer(inOrder(answers));
		const context = loadOptionsContext({ apiKey: newKey(KEY), baseUrl: server.url }, { agentId: 'agent_1' });
		underTime(context, time);
		const work = pick.call(context, filter, token).then(
			(picked) => ({ picked }),
			(thrown: unknown) => ({ thrown }),
		);
		const outcome = await time.settle(bounded(work));
		if ('thrown' in outcome) return checkFailure(outcome.thrown, { input: [answers, filter, token], key: KEY });
		withoutKey(outcome.picked, KEY);
		const rows = rowsOf(outcome.picked);
		for (const { name, value } of rows) {
			if (typeof name !== 'string' || name === '' || typeof value !== 'string' || value === '')
				throw new Error(`A row that the editor cannot show: ${JSON.stringify({ name, value })}`);
			const [leftover] = /\[object |undefined|NaN/.exec(name) ?? [];
			if (leftover && !JSON.stringify(answers).includes(leftover)) throw new Error(`A leftover in a row: ${name}`);
		}
	});
});

function pagesOf(row: object): fc.Arbitrary<Reply[]> {
	return fc.array(replyWith(200, pageOf(withFlaws(row, 2))), { minLength: 1, maxLength: 3 });
}

function rowsOf(picked: unknown): Array<Record<string, unknown>> {
	const rows: unknown = Array.isArray(picked) ? picked : Reflect.get(picked as object, 'results');
	if (!Array.isArray(rows)) throw new Error('No rows');
	return rows as Array<Record<string, unknown>>;
}
