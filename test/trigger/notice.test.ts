// The panel says when a chat that has ended arrives only after its analysis.
import { NodeHelpers, type INodeParameters } from 'n8n-workflow';

import { RetellChatTrigger } from '../../nodes/RetellChatTrigger/RetellChatTrigger.node.ts';

const { description } = new RetellChatTrigger();

/** The notices that n8n shows of a node with these parameters. */
function noticesOf(parameters: INodeParameters): string[] {
	return description.properties
		.filter(({ type }) => type === 'notice')
		.filter((notice) => NodeHelpers.displayParameter(parameters, notice, { typeVersion: 1 }, description))
		.map(({ displayName }) => displayName);
}

const CONDITION = { conditions: [{ key: 'topic', comparison: 'equals', value: 'refund' }] };
const SAYS = expect.stringContaining('each chat is delivered when Retell has analyzed it') as string;

test.each<INodeParameters>([
	{ sentiments: ['Negative'] },
	{ successful: false },
	{ customAnalysis: CONDITION },
	{ sentiments: '={{ ["Negative"] }}' },
	{ agentTags: 'live', successful: true },
	{ sentiments: ['Negative'], successful: false },
	{ sentiments: ['Negative'], successful: true, customAnalysis: CONDITION },
])('Chat Ended with %j: once', (filters) => {
	expect(noticesOf({ event: 'chatEnded', filters })).toEqual([SAYS]);
	expect(noticesOf({ event: 'chatAnalyzed', filters })).toEqual([]);
});

test.each<INodeParameters>([{}, { agentTags: 'live', minCost: 5, disconnectionReasons: ['inactivity'] }])(
	'Chat Ended with %j: not at all',
	(filters) => {
		expect(noticesOf({ event: 'chatEnded', filters })).toEqual([]);
	},
);
