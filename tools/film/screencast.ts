import type { Page } from 'playwright-core';
import { TICK } from './frames.ts';

interface Shot {
	image: Buffer;
	/** In ms. */
	at: number;
}

/** Takes a picture of the page whenever it changes, until the work is done; each with how long it is shown. */
export async function screencast(
	page: Page,
	atMost: number,
	work: () => Promise<void>,
): Promise<Array<{ image: Buffer; ms: number }>> {
	const session = await page.context().newCDPSession(page);
	const shots: Shot[] = [];
	session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
		shots.push({ image: Buffer.from(data, 'base64'), at: 1_000 * (metadata.timestamp ?? 0) });
		// Without it the browser sends no more; it comes too late if the work is done meanwhile.
		session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
	});
	await session.send('Page.startScreencast', { format: 'png' });
	await work();
	await session.send('Page.stopScreencast');
	await session.detach();
	return paced(shots, atMost);
}

/** Puts the pictures into so many ms at most. The last one is left out: whatever follows begins with it. */
function paced(shots: Shot[], atMost: number): Array<{ image: Buffer; ms: number }> {
	const [first, last] = [shots[0]?.at ?? 0, shots.at(-1)?.at ?? 0];
	const pace = Math.min(1, atMost / (last - first));
	let shown = 0;
	return shots.slice(0, -1).flatMap(({ image }, index) => {
		const ends = ((shots[index + 1]?.at ?? last) - first) * pace;
		// What would be seen for less than a tick makes room for the next.
		if (ends - shown < TICK) return [];
		const ms = Math.round(ends - shown);
		shown = ends;
		return [{ image, ms }];
	});
}
