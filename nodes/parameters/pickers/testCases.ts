import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { listTestCases, TESTS_PAGE } from '../../retell/api/agentTests';
import { getChatAgent } from '../../retell/api/agents';
import { readList } from '../../retell/api/paging';
import { testEngineOf } from '../../retell/api/testEngine';
import { isText, textOf } from '../../retell/values';
import { agentVersionInput } from '../check/ids';
import { pick, selectedId } from './pick';

/**
 * The test cases of the agent that is selected in the node, in the version that is to be tested. None as long as no agent
 * is: n8n asks as soon as the panel opens, and would show a new node's field in red.
 */
export async function getTestCases(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await pick(this, async (send) => {
		const agentId = selectedId(this, 'agentId');
		if (agentId === '') return [];
		const version = agentVersionInput(selectedId(this, 'options.version'), 'Version');
		const engine = testEngineOf(await send(getChatAgent(agentId, version)));
		const cases = await readList(async (page) => await send(listTestCases(engine, page)), { pageSize: TESTS_PAGE });
		return cases.map(({ name, test_case_definition_id: id, user_prompt: prompt }) => ({
			name: isText(name) ? name : id,
			value: id,
			description: textOf(prompt).slice(0, 200),
		}));
	});
}
