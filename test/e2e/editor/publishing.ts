import type { Stage } from '../support/stage.ts';
import { openWorkflow, publishButtons } from '../../../tools/n8n/editor/editor.ts';
import { eventually } from '../../../tools/n8n/until.ts';
import { chain, locator, node } from '../../../tools/n8n/workflows.ts';
import { draftAgent, webhookTrigger } from '../webhooks/workflow.ts';
import type { Editor } from './useEditor.ts';

/** n8n tries some times before it says that it could not publish a workflow, in ms. */
const REFUSED_WITHIN = 60_000;

export function publishingTests(editor: Editor, stage: Stage): void {
	describe('when n8n could not publish a workflow', () => {
		const NAME = 'Refused';
		let id = '';
		beforeAll(async () => {
			const agentId = draftAgent(stage, { agent_name: 'Taken', webhook_url: 'https://crm.example/hooks' });
			const trigger = webhookTrigger({ registerWithAgent: locator(agentId) });
			({ id } = await stage.save(chain(NAME, trigger, node('Go on', 'n8n-nodes-base.noOp', {}))));
		});

		test(
			'its message says what to do',
			async () => {
				const { page } = editor;
				await openWorkflow(page, id);
				const { open, confirm } = publishButtons(page);
				await open.click();
				await confirm.click();
				const message = page.locator('.el-notification', { hasText: 'could not be published' });
				await message.waitFor({ timeout: REFUSED_WITHIN });
				expect(await message.innerText()).toContain(
					'The agent "Taken" already sends its webhooks to crm.example. Nothing was changed. Remove the webhook URL from the agent in Retell. Or set "Set Up Webhook" to "Manually"',
				);
			},
			2 * REFUSED_WITHIN,
		);

		test('the list of workflows and the button for publishing show it, as the documentation says', async () => {
			const { page } = editor;
			await page.goto('/home/workflows');
			const card = page.getByTestId('resources-list-item-workflow').filter({ hasText: NAME });
			await eventually(async () => expect(await card.innerText()).toContain('Failed publish'));
			await openWorkflow(page, id);
			await publishButtons(page).open.hover();
			await page.getByText("This workflow isn't running").first().waitFor({ timeout: REFUSED_WITHIN });
		});
	});
}
