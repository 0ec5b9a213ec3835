import type { INode } from 'n8n-workflow';
import type { Page } from 'playwright-core';
import type { WorkflowFile } from '../../../tools/n8n/index.ts';
import { OWNER } from '../support/founded.ts';
import { START_TIMEOUT, type Stage } from '../support/stage.ts';
import { toEndWithTests } from '../../../tools/n8n/prepared.ts';
import { start, START } from '../../../tools/n8n/workflows.ts';
import { openBrowser, type OpenBrowser, type OpenPage } from '../../../tools/n8n/editor/browser.ts';
import { openWorkflow, signIn } from '../../../tools/n8n/editor/editor.ts';

/** n8n's editor in a browser, with the owner signed in. */
export interface Editor {
	readonly page: Page;
	/** What the browser complained about since the last time this was asked. */
	problems(): string[];
	/** Opens the canvas of a new workflow: a manual trigger, and each of the nodes right after it. */
	openCanvas(...nodes: INode[]): Promise<void>;
}

export function useEditor(stage: Stage): Editor {
	let browser: OpenBrowser | undefined;
	let opened: OpenPage | undefined;
	let entry: { ended: () => void } | undefined;
	let workflows = 0;

	beforeAll(async () => {
		browser = await openBrowser();
		entry = toEndWithTests(browser.pid);
		opened = await browser.open({ baseURL: stage.n8n.url });
		await signIn(opened.page, OWNER);
		// n8n refuses to say who is signed in while nobody is.
		opened.problems.length = 0;
	}, START_TIMEOUT);

	afterAll(async () => {
		await browser?.close();
		entry?.ended();
	});

	const page = () => {
		if (!opened) throw new Error('The editor is there only while tests run');
		return opened.page;
	};

	return {
		get page() {
			return page();
		},
		problems: () => opened?.problems.splice(0) ?? [],
		openCanvas: async (...nodes) => {
			// A new one each time: n8n lets nobody change a workflow that it thinks is open elsewhere.
			const { id } = await stage.save(fan(`In the editor ${(workflows += 1)}`, nodes));
			// What a page complains about while it is left is not of the next one.
			await page().goto('about:blank');
			opened?.problems.splice(0);
			await openWorkflow(page(), id);
		},
	};
}

const COLUMNS = 5;
const DISTANCE = 220;

function fan(name: string, nodes: INode[]): WorkflowFile {
	const placed = nodes.map((node, index): INode => {
		const [column, row] = [1 + (index % COLUMNS), Math.floor(index / COLUMNS)];
		return { ...node, position: [column * DISTANCE, row * DISTANCE] };
	});
	const actions = nodes.filter(({ type }) => !type.endsWith('Trigger'));
	const connections = {
		[START]: { main: [actions.map((node) => ({ node: node.name, type: 'main' as const, index: 0 }))] },
	};
	// The editor always stores pinned data, if none: without, n8n fails to go on from a node that has run before.
	return { name, nodes: [start(), ...placed], connections, pinData: {}, settings: { executionOrder: 'v1' } };
}
