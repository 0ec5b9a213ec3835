import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import type { Locator, Page } from 'playwright-core';
import {
	actionsShown,
	credentialField,
	editCredential,
	execute,
	openCategory,
	openNode,
	openPicker,
	openWorkflow,
	outputTable,
	parameter,
	searchNodes,
	testPassed,
} from '../n8n/editor/editor.ts';
import { eventually } from '../n8n/until.ts';
import { chain, node, retell, start } from '../n8n/workflows.ts';
import { DEMO_AGENTS } from '../sandbox/index.ts';
import { atRest, canvas } from './shots.ts';
import type { Picture, Shot, Studio } from './studio.ts';

const SUPPORT = { __rl: true, mode: 'list', value: DEMO_AGENTS.support, cachedResultName: 'Support' };
const CREATE = { resource: 'chat', operation: 'create' };
const SESSION: INodeParameters = {
	resource: 'chat',
	operation: 'sendMessage',
	conversation: 'session',
	agentId: SUPPORT,
	sessionKey: '={{ $json.phone }}',
	message: '={{ $json.text }}',
};
const TRIGGER = 'n8n-nodes-retell-chat.retellChatTrigger';
const WEBHOOK = 'n8n-nodes-retell-chat.retellChatWebhookTrigger';

const WIDE = { width: 1600, height: 860 };

/** What a messenger would hand on. */
function message(): INode {
	const assignments = Object.entries({ phone: '+14155550123', text: 'Where is my order 4711?' }).map(
		([name, value], index) => ({ id: String(index), name, value, type: 'string' }),
	);
	return node('Message', 'n8n-nodes-base.set', { assignments: { assignments }, options: {} }, { typeVersion: 3.4 });
}

/** Opens the panel of the last of these nodes. */
async function panel(studio: Studio, nodes: INode[], size?: { width: number; height: number }): Promise<Page> {
	const shown = nodes.at(-1);
	const { id } = await studio.save(chain(`Picture of ${shown?.id}`, ...nodes));
	const page = await studio.editor(size && { viewport: size });
	await openNode(page, id, shown?.id ?? '');
	return page;
}

/** The column of a panel that holds the parameters, down to the end of this part of it. */
async function parametersTo(page: Page, last: Locator): Promise<Shot> {
	await atRest(page);
	const column = await page.getByTestId('node-parameters').boundingBox();
	const head = await page.getByTestId('node-execute-button').boundingBox();
	const end = await last.boundingBox();
	if (!column || !head || !end) throw new Error('The panel does not show what the picture is of');
	const top = head.y - 6;
	return { of: page, clip: { x: column.x, y: top, width: column.width, height: end.y + end.height + 10 - top } };
}

/** Gives the output of a panel more room than the input. */
async function widenOutput(page: Page): Promise<void> {
	const handle = await page.getByTestId('panel-drag-button').boundingBox();
	if (!handle) throw new Error('No panel is open');
	const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
	await page.mouse.move(x, y);
	await page.mouse.down();
	await page.mouse.move(x - 220, y, { steps: 10 });
	await page.mouse.up();
}

/** A panel with the table that comes out when its node is executed. */
async function withOutput(page: Page): Promise<Shot> {
	await execute(page);
	await outputTable(page);
	await widenOutput(page);
	await atRest(page);
	return { of: page };
}

/** Each name is that of a file in docs/screenshots. */
export const pictures: Record<string, Picture> = {
	'node-search': async (studio) => {
		const { id } = await studio.save(chain('Picture of the search', start()));
		// As high as all of the actions: nothing is scrolled away.
		const page = await studio.editor({ viewport: { width: 1280, height: 1820 } });
		await openWorkflow(page, id);
		const found = await searchNodes(page, 'retell');
		await found.filter({ hasText: 'Retell Chat' }).first().click();
		await openCategory(page, 'Triggers');
		await eventually(async () => {
			if (!(await actionsShown(page)).includes('On chat ended (checks every minute)'))
				throw new Error('The actions are not listed');
		});
		await atRest(page);
		return { of: page.getByTestId('node-creator') };
	},

	credential: async (studio) => {
		const page = await panel(studio, [start(), retell('Retell Chat', CREATE)], { width: 1280, height: 900 });
		const form = await editCredential(page);
		await testPassed(form);
		await credentialField(form, 'baseUrl').evaluate((input) => {
			if (input instanceof HTMLInputElement) input.value = 'https://api.retellai.com';
		});
		await atRest(page);
		return { of: form };
	},

	'agent-picker': async (studio) => {
		const page = await panel(studio, [start(), retell('Retell Chat', CREATE)]);
		const rows = await openPicker(page, 'agentId');
		return parametersTo(page, rows.nth(7));
	},

	'send-message': async (studio) => {
		const page = await panel(studio, [start(), message(), retell('Retell Chat', SESSION)], WIDE);
		return withOutput(page);
	},

	'session-fields': async (studio) => {
		const additionalFields = {
			dynamicVariables: { assignments: [{ id: '0', name: 'customer_tier', value: 'gold', type: 'string' }] },
		};
		const fields = { ...SESSION, additionalFields, options: { checkStatus: true } };
		const page = await panel(studio, [start(), message(), retell('Retell Chat', fields)], {
			width: 1280,
			height: 1400,
		});
		await execute(page);
		return parametersTo(page, parameter(page, 'options.checkStatus').or(parameter(page, 'checkStatus')).first());
	},

	'end-many': async (studio) => {
		const fields = { resource: 'chat', operation: 'endMany', idleMinutes: 30 };
		const page = await panel(studio, [start(), retell('Retell Chat', fields)], WIDE);
		return withOutput(page);
	},

	contact: async (studio) => {
		const updateFields = {
			firstName: 'Ada',
			addTags: 'customer',
			customFields: { fields: [{ name: 'plan', value: 'pro' }] },
		};
		const fields = { resource: 'contact', operation: 'upsert', phoneNumber: '+1 (415) 555-0123', updateFields };
		const page = await panel(studio, [start(), retell('Retell Chat', fields)], WIDE);
		return withOutput(page);
	},

	trigger: async (studio) => {
		const { store } = studio.sandbox;
		const newest = store.chats().findLast((chat) => chat.chat_analysis);
		if (newest) {
			const chat_summary = 'The customer asked about order 4711. It has shipped and arrives on Friday.';
			store.editChat(newest.chat_id, { chat_analysis: { ...newest.chat_analysis, chat_summary } });
		}
		const page = await panel(studio, [node('Retell Chat Trigger', TRIGGER, {})], { width: 1440, height: 900 });
		await execute(page);
		await page.getByTestId('output-panel').getByTestId('radio-button-schema').click();
		await atRest(page);
		return { of: page };
	},

	'webhook-trigger': async (studio) => {
		const trigger = node(
			'Retell Chat Webhook',
			WEBHOOK,
			{ registerWithAgent: SUPPORT },
			{ webhookId: '3c6f1a2e-0b57-4c7e-9d51-6a8f20b4e7d3' },
		);
		const page = await panel(studio, [trigger], { width: 1440, height: 900 });
		await page.getByText('Webhook URLs', { exact: true }).click();
		await page.getByRole('radio', { name: 'Production URL' }).click();
		await atRest(page);
		return { of: page };
	},

	'canvas-dark': async (studio) => {
		const nodes = [node('Retell Chat Trigger', TRIGGER, {}), retell('Retell Chat', SESSION)];
		const { id } = await studio.save(chain('Picture of the canvas in the dark', ...nodes));
		const page = await studio.editor({ colorScheme: 'dark' });
		await openWorkflow(page, id);
		const { hidden, ...shot } = await canvas(page, 72);
		return { ...shot, hidden: `${hidden}, [data-test-id="canvas-handle-plus-wrapper"]` };
	},

	icon: async (studio) => {
		const page = await studio.blank({ viewport: { width: 320, height: 96 }, deviceScaleFactor: 2 });
		const image = async (file: string) => {
			const svg = await readFile(join(import.meta.dirname, '..', '..', 'icons', file), 'base64');
			return `data:image/svg+xml;base64,${svg}`;
		};
		const half = (background: string, source: string) => `
      <div style="background: ${background}; width: 160px; height: 96px; display: flex; gap: 24px;
        align-items: center; justify-content: center">
        <img src="${source}" width="24" height="24"><img src="${source}" width="48" height="48">
      </div>`;
		await page.setContent(
			`<body style="margin: 0; display: flex">
        ${half('#fff', await image('retell.svg'))}${half('#1f1f1f', await image('retell.dark.svg'))}`,
		);
		return { of: page };
	},
};
