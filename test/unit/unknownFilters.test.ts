// Names of filters that are none, in what changes chats: n8n drops them from a workflow, a tool's model could still bring one.
import { readNarrowFilter, readWholeFilter } from '../../nodes/parameters/chatFilters/read.ts';
import { refusalOf } from './explained.ts';

const itemWith = (filters: object) => ({
	get: (name: string) => (name === 'filters' ? filters : undefined),
	timezone: 'Europe/Berlin',
});

test.each([
	['End Many', readWholeFilter],
	['Delete Many', readNarrowFilter],
])('%s refuses a filter that there is not, beside good ones, too', (_, read) => {
	for (const name of ['agentId', 'AgentIds', 'constructor', 'toString']) {
		const { message, description } = refusalOf(() => read(itemWith({ agentIds: ['agent_1'], [name]: 'agent_1' })));
		expect(message).toBe(`"Filters" has no filter ${name}`);
		expect(description).toContain('agentIds');
	}
	expect(read(itemWith({ agentIds: ['agent_1'] })).criteria).toBeDefined();
});
