import { checkSettings } from '../fuzz/account.ts';
import { chat } from './answers.ts';
import { defineOperation } from './record.ts';
import { assignments, CHAT_ID, fromModel, ongoing, pickedByModel } from './values.ts';

export default defineOperation({
	title: 'Update a chat',
	parameters: {
		chatId: CHAT_ID,
		updateFields: {
			metadata: assignments(['ticket', '={{ $json.ticket }}', 'number']),
			customAttributes: assignments(['priority', 'high'], ['score', 4.5, 'number'], ['open', false, 'boolean']),
			dynamicVariables: assignments(['plan', 2, 'number']),
			dataStorage: 'everything',
		},
	},
	prepare: (sandbox) => {
		sandbox.store.defineAttributes('priority', 'open');
		return { ...ongoing(sandbox), ticket: 7 };
	},
	sdk: async (retell, { chat_id, ticket }) => {
		await retell.chat.retrieve(chat_id);
		await retell.chat.update(chat_id, {
			custom_attributes: { priority: 'high', score: 4.5, open: false },
			data_storage_setting: 'everything',
			metadata: { ticket },
			override_dynamic_variables: { plan: '2' },
		});
	},
	check: (items, { store }, { chat_id }) => {
		const changed = store.getChat(chat_id);
		expect(changed?.metadata).toEqual({ ticket: 7 });
		expect(changed?.custom_attributes).toEqual({ priority: 'high', open: false });
		expect(items).toMatchObject([{ metadata: changed?.metadata, attributes_not_stored: ['score'] }]);
	},
	calls: { 'GET /get-chat/:id': chat(), 'PATCH /update-chat/:id': chat() },
	yields: 'one chat',
	// They come only if Retell keeps other attributes than were sent.
	schema: { sometimes: ['attributes_altered', 'attributes_not_removed'] },
	tool: { chatId: pickedByModel('Chat'), updateFields: { dataStorage: fromModel('Data Storage') } },
	holds: ({ parameters, requests }) => {
		const sent = requests.find(({ path }) => path.startsWith('/update-chat'))?.body;
		checkSettings(parameters.updateFields, sent, 'override_dynamic_variables');
	},
});
