import type { Page } from 'playwright-core';
import {
	canvasIsOpen,
	closeAdvice,
	column,
	dataTableCard,
	dataTablesTab,
	executeButton,
	nodesSucceeded,
	openOverview,
	overviewLink,
	publishButtons,
	publishedButton,
	searchOfWorkflows,
	workflowCard,
} from '../n8n/editor/editor.ts';
import { n8nClient } from '../n8n/index.ts';
import { until } from '../n8n/until.ts';
import { openCamera } from './camera.ts';
import { PAGE, type Frame } from './frames.ts';
import type { Tour } from './npmStart.ts';

const EXAMPLE = 'Update a CRM table in n8n when Retell chats end';
const TOUR = 'Retell Chat tour';
/** How many nodes of the tour work. */
const STEPS = 7;
const TABLE = 'Retell chats';

/** Films how the first row gets into the table: what the README says under "To get your first CRM row". */
export async function filmEditor(film: Frame[], page: Page, tour: Tour): Promise<Frame[]> {
	await page.setViewportSize(PAGE);
	const camera = openCamera(film, page);

	camera.caption('Publish the workflow that saves ended chats');
	await openOverview(page);
	await camera.hold(1_200);
	await camera.click(workflowCard(page, EXAMPLE));
	await canvasIsOpen(page);
	await camera.hold(1_500);
	const { open, confirm } = publishButtons(page);
	await camera.click(open);
	await confirm.waitFor();
	await camera.hold(500);
	await camera.click(confirm);
	await publishedButton(page).waitFor();
	await camera.hold(1_500);
	await camera.click(publishedButton(page));
	await closeAdvice(page);
	await camera.hold(500);

	camera.caption('Run the tour: a chat with an agent');
	await camera.click(overviewLink(page));
	await workflowCard(page, EXAMPLE).waitFor();
	await camera.click(searchOfWorkflows(page));
	await camera.type('tour');
	await workflowCard(page, EXAMPLE).waitFor({ state: 'detached' });
	await camera.hold(400);
	await camera.click(workflowCard(page, TOUR));
	await canvasIsOpen(page);
	await camera.hold(1_200);
	await camera.click(executeButton(page));
	await camera.follow(2_000, () => nodesSucceeded(page, STEPS));
	await camera.hold(1_300);

	camera.caption("Within two minutes, the chat's row is in the table");
	await rowIsThere(tour);
	await camera.click(overviewLink(page));
	await workflowCard(page, EXAMPLE).waitFor();
	await camera.click(dataTablesTab(page));
	await dataTableCard(page, TABLE).waitFor();
	await camera.hold(600);
	await camera.click(dataTableCard(page, TABLE));
	const summary = column(page, 'chat_summary');
	await summary.waitFor();
	await camera.hold(800);
	await camera.drag(summary, 210);
	await camera.hold(3_500);
	return film;
}

/** Waits for the trigger, which asks each minute. */
async function rowIsThere({ url, owner }: Tour): Promise<void> {
	const client = n8nClient(url);
	await client.signIn(owner);
	const isThere = async () => (await client.rowsOf(TABLE)).length > 0;
	await until('a row in the table', isThere, { within: 180_000, every: 2_000 });
}
