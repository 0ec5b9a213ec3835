// Whole workflows through n8n's engine: hostile parameters, expressions and items, and a server with faults.
import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../tools/sandbox/index.ts';
import { runWorkflow, type Outcome } from '../host/run.ts';
import { useTimeWithoutWaits } from '../host/time.ts';
import { credentialFor } from '../nodes/fixtures.ts';
import { ASKING } from '../operations/index.ts';
import { workflowOf } from '../operations/workflow.ts';
import { AGENT, ENDED, GOOD_VALUES, id, ONGOING, useAccount } from './account.ts';
import { checkSuccess } from './answered.ts';
import { checkRequest } from './calls.ts';
import { cases } from './cases.ts';
import { RUNS } from './counts.ts';
import { bounded, checkTexts } from './oracle.ts';
import { parametersOf, type Known } from './parameters.ts';
import { hostileJson } from './values.ts';

const KEY = 'key_fuzz_9f8e7d6c5b4a';
const newAccount = useAccount(KEY);
const time = useTimeWithoutWaits();

const EXPRESSIONS = [
	'={{ $json.x }}',
	'={{ $json.x.y }}',
	'={{ $json }}',
	'={{ [$json.x, $json.x] }}',
	'={{ { a: $json.x } }}',
	'={{ undefined }}',
	'={{ null }}',
	'={{ 0 / 0 }}',
	'={{ 1 / 0 }}',
	'={{ $now }}',
	'={{ { at: $now } }}',
	'={{ new Date() }}',
	'={{ new Date("x") }}',
	'={{ $itemIndex }}',
	'={{ "" }}',
	'={{ 10n }}',
	'={{ { big: 10n } }}',
	'={{ Symbol("s") }}',
	'={{ () => 1 }}',
	'={{ new Map() }}',
	'={{ $json.x',
	'=',
	'= ',
	'={{ }}',
	'text {{ $json.x }}',
	'=text {{ $json.x }}',
];

const hostile = fc.oneof(hostileJson, fc.constantFrom<unknown>(...EXPRESSIONS));
const known: Known = {
	...GOOD_VALUES,
	chatId: fc.constantFrom(id(ONGOING), id(ENDED), id('={{ $json.chat }}')),
	agentId: fc.constantFrom(id(AGENT), id('={{ $json.agent }}')),
	agentIds: fc.constantFrom<unknown>([], [AGENT], '={{ [$json.agent] }}'),
	specificVersion: fc.constantFrom(id('0'), id('={{ 0 }}')),
	value: fc.constantFrom<unknown>('1', '={{ 2 }}'),
};

const wait = { 'retry-after-ms': '1' };
const faults = fc.oneof(
	{ weight: 4, arbitrary: fc.constant<Fault[]>([]) },
	{
		weight: 1,
		arbitrary: fc.array(
			fc.constantFrom<Fault>(
				...[400, 401, 402, 403, 404, 408, 422, 429, 500, 503].map((status): Fault => ({
					kind: 'status',
					status,
					headers: wait,
					times: 1,
				})),
				{ kind: 'status', status: 429, headers: { 'retry-after': '99' } },
				{ kind: 'rewrite', change: () => ({ items: 'none' }), times: 1 },
				{ kind: 'rewrite', change: () => [], times: 1 },
				{ kind: 'garbage', status: 401, body: '<html></html>', times: 1 },
			),
			{ minLength: 1, maxLength: 2 },
		),
	},
);

/** n8n itself refuses some workflows: a field that is required, or an expression that is none. */
const N8NS_OWN = /^Parameter "|[Ee]xpression|invalid syntax|^Could not get parameter|this is a function, please add/;
/** So it does before it begins, sometimes in a programmer's words of its own. */
const N8NS_FIRST = /node has issues|reading 'value'|value\?\.toString/;

test.each(ASKING)('%s', async (operation) => {
	const one = fc.record({
		parameters: parametersOf(operation, known, hostile),
		item: fc.record({ x: hostileJson, chat: fc.constant(ONGOING), agent: fc.constant(AGENT) }),
		faults,
		onError: fc.constantFrom(undefined, undefined, 'continueRegularOutput' as const),
	});
	await cases(one, RUNS.workflows, async ({ parameters, item, faults: some, onError }) => {
		const sandbox = newAccount();
		for (const fault of some) sandbox.faults.add(fault);
		let outcome: Outcome;
		try {
			outcome = await bounded(
				runWorkflow(workflowOf(operation), {
					credential: credentialFor(sandbox),
					parameters: parameters as INodeParameters,
					input: [item],
					onError,
					time: time(),
				}),
			);
		} catch (thrown) {
			if (thrown instanceof Error && (N8NS_OWN.test(thrown.message) || N8NS_FIRST.test(thrown.message))) return;
			throw thrown;
		}
		for (const request of sandbox.requests) checkRequest(operation, request);
		if (outcome.stored.includes(KEY)) throw new Error('The API key is stored');
		// What an expression makes of such a value is the person's own.
		const input = [
			parameters,
			item,
			JSON.stringify(parameters).includes('{{') ? 'NaN Infinity [object Object] undefined function' : '',
		];
		if (outcome.error) {
			if (!/^Node(Api|Operation)Error$/.test(outcome.error.name) || N8NS_OWN.test(outcome.error.message)) return;
			return checkTexts(outcome.error, { input });
		}
		const [failed] = outcome.json.filter((row) => 'error' in row && !('chat_id' in row));
		if (failed) {
			if (N8NS_OWN.test(String(failed.error))) return;
			// One text, in which the advice follows what happened. What Retell says can have more than one sentence.
			const text = String(failed.error);
			const [, message = text, description = ''] = /^(Retell says: ".*?"|.*?)\. (.*)$/s.exec(text) ?? [];
			return checkTexts({ message, description }, { input });
		}
		if (some.length === 0 && !JSON.stringify(parameters).includes('={{'))
			checkSuccess(operation, { parameters, rows: outcome.json, sandbox, requests: sandbox.requests });
	});
});
