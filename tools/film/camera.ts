import type { Locator, Page } from 'playwright-core';
import { until } from '../n8n/until.ts';
import { add, TICK, type Frame, type Point, type Pointer } from './frames.ts';
import { screencast } from './screencast.ts';

/** How long a page must show the same before it counts as complete, in ms. */
const STILL = 500;
/** How long the pointer is on its way, and how long a button and a key are held down, in ms. */
const WAY = 600;
const PRESS = 180;
const KEY = 120;

/** Films one page, at the pace of a person who shows it to others. */
export function openCamera(film: Frame[], page: Page) {
	let caption = '';
	let pointer: Pointer | undefined;

	const show = (image: Buffer, ms: number) => {
		add(film, { page: image, caption, ms, ...(pointer && { pointer }) });
	};

	async function complete(): Promise<Buffer> {
		let last = await page.screenshot();
		await until(
			'a page on which nothing moves',
			async () => {
				const next = await page.screenshot();
				const isSame = next.equals(last);
				last = next;
				return isSame;
			},
			{ every: STILL, within: 30_000 },
		);
		return last;
	}

	/** @param fromLeft where to point at, in pixels from the target's left edge, given its width */
	async function moveTo(target: Locator, fromLeft = (width: number) => width / 2): Promise<void> {
		const image = await complete();
		const box = await target.boundingBox();
		if (!box) throw new Error(`Nothing to point at: ${target.toString()}`);
		const from = pointer ?? { x: box.x + 320, y: box.y + 240 };
		const to = { x: Math.round(box.x + fromLeft(box.width)), y: Math.round(box.y + box.height / 2) };
		for (const at of way(from, to)) {
			pointer = { ...at, isPressed: false };
			show(image, TICK);
		}
		await page.mouse.move(to.x, to.y);
		show(await complete(), 2 * TICK);
	}

	return {
		/** Sets what stands above the page from now on. */
		caption: (text: string) => {
			caption = text;
		},
		/** Shows the page for so long, complete. */
		hold: async (ms: number) => show(await complete(), ms),
		/** Shows the page as it is, without waiting. */
		snap: async (ms: number) => show(await page.screenshot(), ms),
		click: async (target: Locator) => {
			await target.scrollIntoViewIfNeeded();
			await moveTo(target);
			const last = film.at(-1);
			if (!pointer || !last) return;
			const { x, y } = pointer;
			add(film, { ...last, pointer: { x, y, isPressed: true }, ms: PRESS });
			await page.mouse.click(x, y);
		},
		/** Takes its right edge, and drags it so far to the right. */
		drag: async (target: Locator, by: number) => {
			await moveTo(target, (width) => width - 1);
			if (!pointer) return;
			await page.mouse.down();
			for (const at of way(pointer, { x: pointer.x + by, y: pointer.y })) {
				pointer = { ...at, isPressed: true };
				await page.mouse.move(at.x, at.y);
				show(await page.screenshot(), TICK);
			}
			await page.mouse.up();
			pointer = { ...pointer, isPressed: false };
		},
		type: async (text: string) => {
			for (const key of text) {
				await page.keyboard.type(key);
				show(await page.screenshot(), KEY);
			}
		},
		/** Shows what moves while this is done, in at most so many ms. */
		follow: async (atMost: number, work: () => Promise<void>) => {
			for (const { image, ms } of await screencast(page, atMost, work)) show(image, ms);
		},
	};
}

/** The points from one to another, slow at both ends, one for each tick. */
function way(from: Point, to: Point): Point[] {
	return Array.from({ length: WAY / TICK }, (_, index) => {
		const part = ((index + 1) * TICK) / WAY;
		const eased = part * part * (3 - 2 * part);
		const at = (start: number, end: number) => Math.round(start + (end - start) * eased);
		return { x: at(from.x, to.x), y: at(from.y, to.y) };
	});
}
