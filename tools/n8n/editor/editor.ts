import type { Locator, Page } from 'playwright-core';
import type { Owner } from '../index.ts';
import { eventually } from '../until.ts';

// n8n's editor as a person uses it. Whatever n8n calls its parts is said here and nowhere else.

/** So long somebody waits for what a click or a key does, before trying again. */
const PATIENCE = 5_000;

export async function signIn(page: Page, { email, password }: Owner): Promise<void> {
	await page.goto('/signin');
	await page.getByLabel('Email').fill(email);
	await page.getByLabel('Password').fill(password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	// Not the form itself: its address names the page that it leads to.
	await page.waitForURL(({ pathname }) => pathname.startsWith('/home'));
}

// The overview.

/** The house in the sidebar. */
export const overviewLink = (page: Page) => page.getByTestId('project-home-menu-item');

export async function openOverview(page: Page): Promise<void> {
	await page.goto('/home/workflows');
	await page.getByTestId('workflow-card-name').first().waitFor();
}

export const searchOfWorkflows = (page: Page) => page.getByTestId('resources-list-search');

export const workflowCard = (page: Page, name: string) =>
	page.getByTestId('workflow-card-name').filter({ hasText: name });

export const dataTablesTab = (page: Page) => page.getByTestId(/^tab-/).filter({ hasText: 'Data tables' });

export const dataTableCard = (page: Page, name: string) =>
	page.getByTestId('data-table-card-name').filter({ hasText: name });

/** The header of a column of a data table. Its right edge can be dragged. */
export const column = (page: Page, name: string) => page.getByRole('columnheader').filter({ hasText: name });

// The canvas.

export async function openWorkflow(page: Page, workflowId: string): Promise<void> {
	await page.goto(`/workflow/${workflowId}`);
	await canvasIsOpen(page);
}

export async function canvasIsOpen(page: Page): Promise<void> {
	await page.getByTestId('canvas-node').first().waitFor();
}

export const executeButton = (page: Page) => page.getByTestId('execute-workflow-button').filter({ visible: true });

/** Waits until so many nodes have a green check mark. */
export async function nodesSucceeded(page: Page, count: number): Promise<void> {
	await page
		.getByTestId('canvas-node-status-success')
		.nth(count - 1)
		.waitFor();
}

/** The button above the canvas that opens the dialog, and the one in it. */
export function publishButtons(page: Page): { open: Locator; confirm: Locator } {
	return {
		open: page.getByTestId('workflow-open-publish-modal-button'),
		confirm: page.getByTestId('workflow-publish-button'),
	};
}

/** The button of the dialog that says what a first publication does. */
export const publishedButton = (page: Page) => page.getByRole('dialog').getByRole('button', { name: 'Got it' });

/** Closes what n8n advises to do after a first publication, which lies over the canvas. */
export async function closeAdvice(page: Page): Promise<void> {
	await page.getByTestId('suggested-actions-close').click();
}

export async function openNode(page: Page, workflowId: string, nodeId: string): Promise<void> {
	await page.goto(`/workflow/${workflowId}/${nodeId}`);
	await panelIsOpen(page);
}

/** Opens a node's panel from the canvas: one that has just come up may still move its nodes, and miss a double click. */
export async function openFromCanvas(page: Page, node: string): Promise<void> {
	const open = page.getByTestId('ndv-close-button');
	if (await open.isVisible()) await closePanel(page);
	const placed = page.getByTestId('canvas-node').and(page.locator(`[data-node-name="${node}"]`));
	await eventually(async () => {
		if (!(await open.isVisible())) await placed.dblclick({ timeout: PATIENCE });
		await open.waitFor({ timeout: PATIENCE });
	});
	await panelIsOpen(page);
}

async function panelIsOpen(page: Page): Promise<void> {
	await page.getByTestId('node-parameters').getByTestId('parameter-item').first().waitFor();
	await page.getByTestId('output-panel').waitFor();
}

export async function closePanel(page: Page): Promise<void> {
	await page.getByTestId('ndv-close-button').click();
	await page.getByTestId('output-panel').waitFor({ state: 'detached' });
}

// The search for nodes.

/** Types into the search, and gives the rows below it. A canvas that has just come up may not hear the key yet. */
export async function typeIntoSearch(page: Page, text: string): Promise<Locator> {
	const bar = page.getByTestId('node-creator-search-bar');
	await eventually(async () => {
		if (!(await bar.isVisible())) await page.keyboard.press('n');
		await bar.waitFor({ timeout: PATIENCE });
	});
	await bar.fill(text);
	return page.getByTestId('node-creator').getByTestId('item-iterator-item');
}

/** Searches, and waits until only nodes are listed whose rows have the text. */
export async function searchNodes(page: Page, text: string): Promise<Locator> {
	const items = await typeIntoSearch(page, text);
	await items.filter({ hasText: text }).first().waitFor();
	await items.filter({ hasNotText: text }).first().waitFor({ state: 'detached' });
	return items;
}

/** Opens one of the two lists of what the chosen node can do. */
export async function openCategory(page: Page, name: 'Actions' | 'Triggers'): Promise<void> {
	await page.getByTestId('node-creator-category-item').filter({ hasText: name }).click();
}

/** What the chosen node can do, as far as its lists are open. */
export const actionsShown = (page: Page) =>
	page.getByTestId('node-creator').getByTestId('node-creator-item-name').allInnerTexts();

// A node's parameters.

export const parameter = (page: Page, name: string) =>
	page.getByTestId('node-parameters').getByTestId(`parameter-input-${name}`);

/** The names of all fields that the panel shows, from top to bottom. */
export async function labels(page: Page): Promise<string[]> {
	const texts = await page
		.getByTestId('node-parameters')
		.getByTestId('input-label')
		.filter({ visible: true })
		.allInnerTexts();
	return texts.map(firstLine);
}

/** The names of the fields that the panel asks to be filled in. */
export async function missing(page: Page): Promise<string[]> {
	const issues = page.getByTestId('node-parameters').getByTestId('parameter-issues').filter({ visible: true });
	const texts = await issues.evaluateAll((found) =>
		found.map((issue) => issue.closest<HTMLElement>('[data-test-id="parameter-item"]')?.innerText ?? ''),
	);
	return texts.map(firstLine);
}

export const panelText = (page: Page) => page.getByTestId('node-parameters').innerText();

/** Texts, values and placeholders in the panel that are wider than their place. */
export function cutTexts(page: Page): Promise<string[]> {
	return page.getByTestId('node-parameters').evaluate((panel) => {
		// Its own width does not tell whether a placeholder fits in: it is measured in the place of a value.
		const empty = Array.from(panel.querySelectorAll('input')).filter(({ value }) => value === '');
		for (const input of empty) input.value = input.placeholder;
		const cut = Array.from(panel.querySelectorAll<HTMLElement>('*'))
			.filter((element) => element.offsetParent && getComputedStyle(element).overflowX !== 'visible')
			.filter((element) => element.scrollWidth > element.clientWidth + 1)
			.map((element) => (element instanceof HTMLInputElement ? element.value : element.innerText).trim())
			.filter((text) => text !== '');
		for (const input of empty) input.value = '';
		return cut;
	});
}

// A picker ("resource locator").

/** Opens a picker's list; its rows come as they load. */
export async function openPicker(page: Page, name: string): Promise<Locator> {
	await parameter(page, name).getByTestId('rlc-input').click();
	const rows = page.getByTestId('rlc-item');
	await rows.first().waitFor();
	return rows;
}

export async function searchPicker(page: Page, text: string): Promise<void> {
	await page.getByTestId('rlc-search').fill(text);
}

export async function setMode(page: Page, name: string, mode: string): Promise<void> {
	await parameter(page, name).getByTestId('rlc-mode-selector').click();
	await page.getByTestId(`mode-${mode}`).click();
}

// What comes out.

/** Presses "Execute step", or a trigger's "Fetch Test Event", and waits for what comes of it. */
export async function execute(page: Page): Promise<'success' | 'danger'> {
	await page.getByTestId('node-execute-button').click();
	const status = page.getByTestId('output-panel').getByTestId(/^node-run-status-/);
	await status.waitFor();
	return (await status.getAttribute('data-test-id'))?.endsWith('success') ? 'success' : 'danger';
}

export interface Table {
	columns: string[];
	rows: string[][];
}

export async function outputTable(page: Page): Promise<Table> {
	const output = page.getByTestId('output-panel');
	await output.getByTestId('radio-button-table').click();
	const table = output.getByRole('table').first();
	await table.waitFor();
	const cells = await table
		.locator('tr')
		.evaluateAll((rows) =>
			rows.map((row) => Array.from(row.querySelectorAll<HTMLElement>('th, td'), (cell) => cell.innerText.trim())),
		);
	const [columns = [], ...rows] = cells;
	// n8n ends each row with a cell that only takes up space.
	return { columns: columns.filter(Boolean), rows: rows.map((row) => row.slice(0, columns.filter(Boolean).length)) };
}

export async function errorShown(page: Page): Promise<{ message: string; description: string }> {
	const output = page.getByTestId('output-panel');
	return {
		message: await output.getByTestId('node-error-message').innerText(),
		description: await output.getByTestId('node-error-description').innerText(),
	};
}

// The credential's form.

/** Opens an empty form from a node's panel. */
export async function newCredential(page: Page): Promise<Locator> {
	await page.getByTestId('node-credentials-select').click();
	await page.getByTestId('node-credentials-select-item-new').click();
	return credentialForm(page);
}

/** Opens the form of the node's credential; n8n tests it at once. */
export async function editCredential(page: Page): Promise<Locator> {
	await page.getByTestId('credential-edit-button').click();
	return credentialForm(page);
}

async function credentialForm(page: Page): Promise<Locator> {
	const form = page.getByTestId('editCredential-modal');
	await form.getByTestId('credential-save-button').waitFor();
	return form;
}

export const credentialField = (form: Locator, name: string) =>
	form.getByTestId(`parameter-input-${name}`).locator('input');

/** Saves the form, which tests it first. A test that passes closes it. */
export async function saveCredential(form: Locator): Promise<void> {
	await form.getByTestId('credential-save-button').click();
}

/** Closes a form that holds nothing new. */
export async function closeCredential(form: Locator): Promise<void> {
	await form.getByRole('button', { name: 'Close this dialog' }).click();
	await form.waitFor({ state: 'detached' });
}

/** Waits for the green words in a credential's form. */
export async function testPassed(form: Locator): Promise<string> {
	const banner = form.getByTestId('credentials-config-container-test-success').filter({ visible: true });
	return banner.innerText();
}

/** Waits for the red words in a credential's form, and unfolds their details. */
export async function unfoldRefusal(form: Locator): Promise<void> {
	await form.getByText('More details').click();
}

function firstLine(text: string): string {
	return text.trim().split('\n')[0] ?? '';
}
