import { DEMO_NUMBERS } from '../../tools/sandbox/index.ts';
import { numbers } from './answers.ts';
import { checkNumber } from './checks.ts';
import { defineOperation } from './record.ts';
import { fromModel } from './values.ts';

export default defineOperation({
	title: 'Get numbers',
	parameters: { returnAll: false, limit: 50 },
	prepare: () => ({}),
	sdk: (retell) => retell.phoneNumber.list({ limit: 50 }),
	check: (items) => {
		expect(items.map(({ phone_number }) => phone_number).sort()).toEqual(Object.values(DEMO_NUMBERS).sort());
	},
	calls: { 'GET /v2/list-phone-numbers': numbers },
	yields: 'many',
	tool: { limit: fromModel('Limit', 'number') },
	holds: checkNumber,
});
