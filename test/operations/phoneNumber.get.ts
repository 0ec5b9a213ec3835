import { DEMO_NUMBERS } from '../../tools/sandbox/index.ts';
import { number } from './answers.ts';
import { checkNumber } from './checks.ts';
import { defineOperation } from './record.ts';
import { fromModel, locator } from './values.ts';

export default defineOperation({
	title: 'Get a number',
	parameters: { phoneNumber: locator('={{ $json.number }}', 'number') },
	prepare: () => ({ number: DEMO_NUMBERS.support }),
	sdk: (retell, { number: own }) => retell.phoneNumber.retrieve(own),
	check: (items) => expect(items).toMatchObject([{ phone_number: DEMO_NUMBERS.support, nickname: 'Support line' }]),
	calls: { 'GET /get-phone-number/:id': number },
	yields: 'one',
	tool: { phoneNumber: locator(fromModel('Phone Number'), 'number') },
	holds: checkNumber,
});
