import type { Page } from 'playwright-core';
import type { Shot } from './studio.ts';

/** What n8n lays over the canvas. */
const OVERLAYS = '[data-test-id="canvas-controls"], [data-test-id="canvas-minimap"], [class*="_executionButtons_"] *';

/** Waits until nothing moves any more, and nothing is under the mouse. */
export async function atRest(page: Page): Promise<void> {
	await page.mouse.move(600, 1);
	await page.waitForTimeout(800);
}

/** The nodes of the canvas, with so much room around them. */
export async function canvas(page: Page, room: number): Promise<Shot> {
	await atRest(page);
	const nodes = await page.locator('.vue-flow__node').all();
	const boxes = (await Promise.all(nodes.map((each) => each.boundingBox()))).filter((box) => box !== null);
	const x = Math.min(...boxes.map((box) => box.x)) - room;
	const y = Math.min(...boxes.map((box) => box.y)) - room;
	const right = Math.max(...boxes.map((box) => box.x + box.width)) + room;
	const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + room;
	return { of: page, clip: { x, y, width: right - x, height: bottom - y }, hidden: OVERLAYS };
}
