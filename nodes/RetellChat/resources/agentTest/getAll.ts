import { isOn } from '../../../parameters/check/values';
import { readLimit, returnAllFields, simplifyField } from '../../../parameters/common';
import { agentIdField, readAgentId } from '../../../parameters/locators';
import { getChatAgent } from '../../../retell/api/agents';
import { listTestCases, TESTS_PAGE } from '../../../retell/api/agentTests';
import { readList } from '../../../retell/api/paging';
import { testEngineOf } from '../../../retell/api/testEngine';
import { simplifyTestCase } from '../../../retell/output/simplifyTests';
import { asideHint, countRowsWithoutId } from '../../run/listing';
import type { Operation } from '../../run/operation';

export const getAll: Operation = {
	name: 'Get Many',
	action: 'Get many test cases of an agent',
	description: 'List the test cases of the newest version of an agent',
	fields: [
		{ ...agentIdField, description: 'The chat agent whose test cases to list' },
		...returnAllFields,
		simplifyField,
	],
	summarize: asideHint,
	async execute(item) {
		const agentId = readAgentId(item);
		const limit = readLimit(item);
		const engine = testEngineOf(await item.send(getChatAgent(agentId)));
		const cases = await readList(async (page) => await item.send(listTestCases(engine, page)), {
			limit,
			pageSize: TESTS_PAGE,
			onRowsWithoutId: countRowsWithoutId(item.run),
		});
		return isOn(item.get('simplify')) ? cases.map(simplifyTestCase) : cases;
	},
};
