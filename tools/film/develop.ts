import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { openOverview } from '../n8n/editor/editor.ts';
import { CAPTION_HEIGHT, lengthOf, PAGE, type Frame, type Pointer } from './frames.ts';

/** Joins the frames, with caption and pointer, to a picture that moves. */
export async function develop(film: Frame[], page: Page, file: string): Promise<{ bytes: number; seconds: number }> {
	const captions = new Map<string, Buffer>();
	await page.setViewportSize(PAGE);
	// Whose font the captions have.
	await openOverview(page);
	for (const { caption } of film) {
		if (!captions.has(caption)) captions.set(caption, await captionOf(page, caption, captions.size + 1));
	}
	const frames: Buffer[] = [];
	for (const { page: image, caption, pointer } of film) {
		const layers = [
			{ input: captions.get(caption) ?? Buffer.alloc(0), top: 0, left: 0 },
			{ input: image, top: CAPTION_HEIGHT, left: 0 },
		];
		if (pointer) layers.push({ input: cursor(pointer), top: CAPTION_HEIGHT, left: 0 });
		const size = { width: PAGE.width, height: PAGE.height + CAPTION_HEIGHT };
		frames.push(
			await sharp({ create: { ...size, channels: 3, background: 'white' } })
				.composite(layers)
				.png({ compressionLevel: 1 })
				.toBuffer(),
		);
	}
	// Without loss, text and plain surfaces take up the least, and what moved leaves no shadows.
	const { size } = await sharp(frames, { join: { animated: true } })
		.webp({ lossless: true, minSize: true, delay: film.map(({ ms }) => ms), loop: 0 })
		.toFile(file);
	return { bytes: size, seconds: lengthOf(film) / 1_000 };
}

/** A caption as a picture, in the font of n8n's editor. */
async function captionOf(page: Page, text: string, number: number): Promise<Buffer> {
	const style = {
		bar: `position: fixed; inset: 0 0 auto; height: ${CAPTION_HEIGHT}px; box-sizing: border-box; display: flex; align-items: center;
			gap: 12px; padding: 0 18px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; color: #1f2328;
			font: 600 17px InterVariable, sans-serif; z-index: 1`,
		number: `width: 24px; height: 24px; border-radius: 50%; background: #1f2328; color: #fff; font-size: 14px; display: grid;
			place-items: center`,
	};
	const bar = `<div style="${style.bar}"><div style="${style.number}">${number}</div>${text}</div>`;
	await page.evaluate((html) => {
		document.body.innerHTML = html;
		return document.fonts.ready.then(() => undefined);
	}, bar);
	return page.screenshot({ clip: { x: 0, y: 0, width: PAGE.width, height: CAPTION_HEIGHT } });
}

/** The mouse's arrow, its tip where it points, with a ring around it while the button is down. */
function cursor({ x, y, isPressed }: Pointer): Buffer {
	const ring = isPressed
		? `<circle cx="${x}" cy="${y}" r="16" fill="#ff6d5a" fill-opacity="0.25" stroke="#ff6d5a" stroke-width="2"/>`
		: '';
	const arrow = `<path transform="translate(${x} ${y})" d="M0 0 L0 21 L5.2 16.4 L8.6 24.3 L12.2 22.8 L8.8 15 L15.6 15 Z"
		fill="#000" stroke="#fff" stroke-width="1.6" stroke-linejoin="round"/>`;
	return Buffer.from(
		`<svg xmlns="http://www.w3.org/2000/svg" width="${PAGE.width}" height="${PAGE.height}">${ring}${arrow}</svg>`,
	);
}
