import type { Locator } from 'playwright-core';
import { actionsShown, openCategory, searchNodes, typeIntoSearch } from '../../../tools/n8n/editor/editor.ts';
import { eventually } from '../../../tools/n8n/until.ts';
import type { Editor } from './useEditor.ts';

/** The nodes in the order in which n8n finds them. */
const FOUND = ['Retell Chat', 'Retell Inbound SMS Trigger', 'Retell Chat Webhook'];

export function searchTests(editor: Editor): void {
	describe('the search for nodes', () => {
		beforeEach(() => editor.openCanvas());

		const namesOf = async (found: Locator) => (await found.allInnerTexts()).map((text) => text.split('\n')[0]);
		async function search() {
			const found = await searchNodes(editor.page, 'retell');
			await eventually(async () => expect(await namesOf(found)).toEqual(FOUND));
			return found;
		}
		const isShown = (names: string[]) => eventually(async () => expect(await actionsShown(editor.page)).toEqual(names));

		test('finds the nodes, each trigger with the node of its name', async () => {
			await search();
			expect(editor.problems()).toEqual([]);
		});

		test.each(['live chat', 'customer support', 'ai agent', 'chat agent', 'text message', 'whatsapp bot'])(
			'finds the node by "%s"',
			async (words) => {
				const found = await typeIntoSearch(editor.page, words);
				await eventually(async () => expect(await namesOf(found)).toContain('Retell Chat'));
			},
		);

		test.each([
			{
				name: 'Retell Chat',
				actions: [
					'Get a test reply from an agent',
					'Get many test cases of an agent',
					'Run the tests of an agent',
					'Create a chat with an agent',
					'Create an SMS chat',
					'Delete a chat permanently',
					'Delete many chats permanently',
					'End a chat',
					'End many chats',
					'Get a chat with messages',
					'Get many chats',
					'Rerun the analysis of a chat',
					'Send a message, get a reply',
					'Update the data of a chat',
					'Create a chat agent',
					'Create a draft version of a chat agent',
					'Delete a chat agent permanently',
					'Delete a version of a chat agent permanently',
					'Get a chat agent',
					'Get many chat agents',
					'Get the versions of a chat agent',
					'Publish the draft of a chat agent',
					'Update the draft of a chat agent',
					'Create or update a contact',
					'Delete a contact permanently',
					'Get a contact',
					'Get the conversations of a contact',
					'Get many contacts',
					'Choose the agent for an inbound SMS',
					'Get a phone number',
					'Get many phone numbers',
					'Update the SMS settings of a phone number',
				],
				triggers: ['On chat analyzed (checks every minute)', 'On chat ended (checks every minute)'],
			},
			{
				name: 'Retell Chat Webhook',
				actions: [],
				triggers: ['On chat analyzed', 'On chat ended', 'On chat started', 'On transcript updated'],
			},
		])('lists in plain words what $name can do', async ({ name, actions, triggers }) => {
			const found = await search();
			await found.nth(FOUND.indexOf(name)).click();
			if (actions.length > 0) {
				await isShown(actions);
				await openCategory(editor.page, 'Triggers');
			}
			await isShown([...actions, ...triggers]);
			expect(editor.problems()).toEqual([]);
		});
	});
}
