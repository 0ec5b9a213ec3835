import { join } from 'node:path';
import { LATENCY_MS, startSandboxProcess, type Sandbox, type Measure } from '../measure.ts';
import { bars } from '../report/plots.ts';
import { digits, spreadText } from '../report/statistics.ts';
import type { PollerFunctions } from '../subject/poller.ts';
import type { Helper } from '../processes.ts';
import { MINUTE } from '../../times.ts';

const DAYS = 3 * 24 * 60 * MINUTE;

/** What one poll took. */
interface Poll {
	chats: number;
	requests: number;
	sentKb: number;
	receivedKb: number;
}

interface Occasion {
	name: string;
	polls: Poll[];
}

interface Place {
	sandbox: Sandbox;
	poller: Helper<PollerFunctions>;
}

async function pollAfter({ sandbox, poller }: Place, ms: number): Promise<Poll> {
	await sandbox.call.advance(ms);
	await sandbox.call.forget();
	const chats = await poller.call.poll(await sandbox.call.now());
	const { requests, traffic } = await sandbox.call.observe();
	return { chats, requests, sentKb: traffic.received / 1_000, receivedKb: traffic.sent / 1_000 };
}

/** Polls each minute until all has been delivered; the last poll, which finds nothing, is left out. */
async function drain(place: Place): Promise<Poll[]> {
	const polls: Poll[] = [];
	for (;;) {
		const poll = await pollAfter(place, MINUTE);
		if (poll.chats === 0) return polls;
		polls.push(poll);
	}
}

function row({ name, polls }: Occasion): string[] {
	const total = (of: (poll: Poll) => number) => polls.reduce((sum, poll) => sum + of(poll), 0);
	return [
		name,
		digits(polls.length),
		digits(total(({ chats }) => chats)),
		digits(total(({ requests }) => requests)),
		spreadText(polls.map(({ requests }) => requests)),
		spreadText(polls.map(({ sentKb }) => sentKb)),
		spreadText(polls.map(({ receivedKb }) => receivedKb)),
	];
}

/** What the trigger asks of Retell: when nothing happens, when much happens, and after an outage. */
export const polls: Measure = async ({ stage, scaled, say }) => {
	await using sandbox = startSandboxProcess(stage, ['--manual-clock']);
	await using poller = stage.start<PollerFunctions>(join(import.meta.dirname, '..', 'subject', 'poller.ts'));
	const place = { sandbox, poller };
	const { call } = sandbox;
	await call.prepare({ chats: 0, state: 'ended', messages: 0, latencyMs: LATENCY_MS });
	await poller.call.publish(await call.connection(), await call.now());
	await pollAfter(place, MINUTE);

	say('an hour without chats');
	const idle: Poll[] = [];
	for (let minute = 0; minute < 60; minute++) idle.push(await pollAfter(place, MINUTE));

	const few = scaled(1_000);
	const many = scaled(60_000);
	say(`${digits(few)} chats in a minute`);
	await call.advance(MINUTE);
	await call.end(0, few, MINUTE);
	const busy = await drain(place);

	say(`${digits(many)} chats in three days`);
	await call.advance(DAYS);
	await call.end(few, many, DAYS - MINUTE);
	const occasions = [
		{ name: 'nothing new', polls: idle },
		{ name: `${digits(few)} chats of the last minute`, polls: busy },
		{ name: `${digits(many)} chats of three days`, polls: await drain(place) },
	];
	const delivered = occasions.flatMap(({ polls: all }) => all).reduce((sum, { chats }) => sum + chats, 0);
	if (delivered !== few + many) throw new Error(`${delivered} chats were delivered, not ${few + many}`);

	return {
		title: "The trigger's polls",
		notes: [
			"The trigger *Chat Ended* with a poll each minute, which delivers up to 1,000 chats. Dates are moved, requests are real. Bytes are counted at the sandbox's sockets, heads included, without TLS and uncompressed. A listed chat has about 760 bytes. *Nothing new* is an hour; *three days* are days without polls, as after an outage. The counts are the same in each run.",
		],
		tables: [
			{
				head: [
					'Occasion',
					'Polls',
					'Chats',
					'Requests',
					'Requests of a poll',
					'kB sent by a poll',
					'kB received by a poll',
				],
				rows: occasions.map(row),
			},
		],
		ratios: [],
		plots: [
			bars(
				occasions.map(({ name, polls: all }) => ({ name, values: all.map(({ requests }) => requests) })),
				{
					name: 'polls',
					alt: 'Requests of one poll, for each occasion',
					title: 'Requests of one poll',
					y: 'Requests',
				},
			),
		],
	};
};
