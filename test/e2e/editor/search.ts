import type { Locator } from 'playwright-core';
import { actionsShown, openCategory, searchNodes, typeIntoSearch } from '../../../tools/n8n/editor/editor.ts';
import { eventually } from '../../../tools/n8n/until.ts';
import { ACTIONS } from '../support/actions.ts';
import type { Editor } from './useEditor.ts';

/** The nodes in the order in which n8n finds them. */
const FOUND = ['Retell Chat', 'Retell Inbound SMS Trigger', 'Retell Chat Webhook'];

export function searchTests(editor: Editor): void {
	describe('the search for nodes', () => {
		const namesOf = async (found: Locator) => (await found.allInnerTexts()).map((text) => text.split('\n')[0]);
		const isShown = (names: string[]) => eventually(async () => expect(await actionsShown(editor.page)).toEqual(names));

		beforeAll(() => editor.openCanvas());

		test.each(['live chat', 'customer support', 'ai agent', 'chat agent', 'text message', 'whatsapp bot'])(
			'finds the node by "%s"',
			async (words) => {
				// Nothing is left of what was found before.
				const none = await typeIntoSearch(editor.page, 'nothing like it');
				await eventually(async () => expect(await namesOf(none)).not.toContain('Retell Chat'));
				const found = await typeIntoSearch(editor.page, words);
				await eventually(async () => expect(await namesOf(found)).toContain('Retell Chat'));
			},
		);

		test.each([
			{
				name: 'Retell Chat',
				actions: [...ACTIONS.values()],
				triggers: ['On chat analyzed (checks every minute)', 'On chat ended (checks every minute)'],
			},
			{
				name: 'Retell Chat Webhook',
				actions: [],
				triggers: ['On chat analyzed', 'On chat ended', 'On chat started', 'On transcript updated'],
			},
		])(
			'finds each trigger with the node of its name, and lists what $name can do',
			async ({ name, actions, triggers }) => {
				await editor.openCanvas();
				const found = await searchNodes(editor.page, 'retell');
				await eventually(async () => expect(await namesOf(found)).toEqual(FOUND));
				await found.nth(FOUND.indexOf(name)).click();
				if (actions.length > 0) {
					await isShown(actions);
					await openCategory(editor.page, 'Triggers');
				}
				await isShown([...actions, ...triggers]);
				expect(editor.problems()).toEqual([]);
			},
		);
	});
}
