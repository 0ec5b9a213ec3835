import type { IDataObject, INodeType, WorkflowActivateMode } from 'n8n-workflow';
import { createDice } from './dice.ts';
import { hostWorkflow, pollContext } from './host.ts';
import { MINUTE } from '../../tools/times.ts';
import type { Accident, Settings, WorldPlan } from './plan.ts';
import { createPoller, type Ground } from './poller.ts';
import type { PollRecord, WorldRecord } from './record.ts';
import type { WorldServer } from './server.ts';
import type { VirtualTime } from '../host/time.ts';

/** What polls run in, and how to keep what they changed. */
interface SavedGround extends Ground {
	/** What n8n writes to its database with an execution. */
	save: () => void;
}

const FIVE_MINUTES = 5 * MINUTE;
/** Worlds that this process has lived through. */
let worlds = 0;

/**
 * Three engines, as n8n has them. `default`: one workflow and one context per activation; the
 * static data is written when a poll returned items, and after an activation. `scheduler`: both
 * are fresh for every tick, and written with items alone. `cursors`: as before, but a cursor takes
 * the place of the static data; it is written together with the execution, and on its own after a
 * tick without items.
 */
export function createEngine(
	plan: WorldPlan,
	{
		time,
		server,
		record,
		makeNode,
	}: { time: VirtualTime; server: WorldServer; record: WorldRecord; makeNode: () => INodeType },
) {
	const world = ++worlds;
	const { persistence } = plan;
	const durable = persistence !== 'default';
	const dice = createDice(plan.seed, 'engine');
	const armed: Accident[] = [];
	let database = '{}';
	let cursor = '{}';
	let process = 1;
	let nodeType = makeNode();
	let active: SavedGround | undefined;
	let activating = false;
	let rebase = false;
	let rest = 0;
	let failures = 0;
	const poller = createPoller({ time, server, record, process: () => process, nodeType: () => nodeType });

	const settingsNow = () =>
		plan.settings.reduce((last, { at, value }) => (at <= time.now() ? value : last), firstOf(plan));
	const note = (text: string) => record.events.push({ at: time.now(), text });

	function ground(
		activation: WorkflowActivateMode,
		budgetMs: number | null,
		mode: 'trigger' | 'manual' = 'trigger',
	): SavedGround {
		const settings = settingsNow();
		if (mode === 'trigger' && record.epochs.at(-1)?.settings !== settings)
			record.epochs.push({ at: time.now(), settings });
		// A process forgets what it held in memory. Its memory goes by the workflow's id, so a new id is a new process.
		const workflowId = `world${plan.seed}-process${process}`;
		const hosted = hostWorkflow({ nodeType, workflowId, settings, staticData: database });
		const { workflow, node } = hosted;
		const staged = persistence === 'cursors' ? (JSON.parse(cursor) as IDataObject) : undefined;
		const context = pollContext(hosted, {
			apiKey: settings.apiKey,
			// What a process learned of a server's limits goes by its address.
			baseUrl: `https://world${world}-process${process}.example`,
			mode,
			activation,
			cursor: staged,
			budgetMs,
		});
		return {
			context,
			settings,
			state: () => staged ?? workflow.getStaticData('node', node),
			save: () => {
				if (staged) {
					cursor = JSON.stringify(staged);
				} else if (workflow.staticData.__dataChanged === true) {
					database = JSON.stringify(workflow.staticData);
					workflow.staticData.__dataChanged = false;
				}
			},
		};
	}

	function deliver(poll: PollRecord): void {
		for (const item of poll.items) record.deliveries.push({ item, poll });
	}

	/** The two writes after a poll with items, and what can come between them. */
	function handOff(poll: PollRecord, save: () => void): void {
		// n8n takes the result of an activating poll in any case.
		const accident = poll.activating && armed[0] === 'discard' ? undefined : armed.shift();
		if (accident) poll.accident = accident;
		const atomic = persistence === 'cursors';
		const ids = poll.items.map(({ id }) => id);
		const stored = accident === undefined || accident === 'crashAfter' || (accident === 'crashAfterState' && !atomic);
		const executed =
			accident === undefined || accident === 'crashAfter' || (accident === 'crashAfterExecution' && !atomic);
		if (stored) save();
		if (executed) deliver(poll);
		if (stored && !executed) for (const id of ids) record.lostByN8n.add(id);
		if (executed && !stored) {
			for (const id of ids) record.forgottenByN8n.set(id, (record.forgottenByN8n.get(id) ?? 0) + 1);
		}
		if (accident === 'discard' && !durable) void engine.republish();
		else if (accident !== undefined && accident !== 'discard') void engine.restart('init');
	}

	/** A cursor that no poll with items has written yet is empty: what publishing learned is in memory alone. */
	const losesBaseline = () => persistence === 'cursors' && cursor === '{}' && record.published !== undefined;

	function publishedWith(poll: PollRecord): void {
		if (rebase && poll.requests.length > 0) {
			record.published = poll;
			rebase = false;
		}
		record.published ??= poll;
	}

	async function activate(activation: WorkflowActivateMode): Promise<void> {
		active = undefined;
		activating = true;
		const mine = process;
		const own = ground(activation, plan.budgetMs === null ? null : FIVE_MINUTES);
		const poll = await poller.run(own, { activating: true, activation });
		if (mine !== process) return;
		activating = false;
		if (poll.outcome === 'threw') {
			rebase ||= losesBaseline();
			return;
		}
		publishedWith(poll);
		if (poll.outcome === 'items') handOff(poll, own.save);
		if (mine !== process || active) return;
		active = own;
		// After an activation n8n writes the static data. A staged cursor is written with items alone.
		if (persistence !== 'cursors') own.save();
	}

	async function tickDefault(own: SavedGround): Promise<void> {
		const poll = await poller.run(own, { activating: false, activation: own.context.getActivationMode() });
		if (poll.outcome !== 'items') return;
		// n8n 1, which does not say how long a poll may take, takes what a poll returns after a new activation, too.
		if (active === own || plan.budgetMs === null) handOff(poll, own.save);
		else poll.outcome = 'superseded';
	}

	async function tickDurable(): Promise<void> {
		if (time.now() < rest) return;
		const own = ground('update', plan.budgetMs);
		const poll = await poller.run(own, { activating: false, activation: 'update' });
		if (poll.outcome === 'threw') {
			failures += 1;
			const permanent = JSON.stringify(poll.error?.failure ?? '').includes('invalid');
			rest = time.now() + (permanent ? 30 * MINUTE : Math.min(30 * MINUTE, MINUTE * 2 ** (failures - 1)));
		} else if (poll.outcome === 'items' || poll.outcome === 'nothing') {
			failures = 0;
			publishedWith(poll);
			if (poll.outcome === 'items') handOff(poll, own.save);
			else if (persistence === 'cursors') own.save();
		}
	}

	/** Whether n8n's database holds a state of the trigger. */
	const isStored = () => database.includes(':{"') || cursor !== '{}';

	const engine = {
		/** The next poll that returns items meets this. */
		arm: (accident: Accident) => void armed.push(accident),
		busy: () => poller.busy(),
		/** Runs a poll, as the schedule wants it; publishes the workflow if it is not. */
		tick: async () => {
			if (active) await (durable ? tickDurable() : tickDefault(active));
			else if (!activating) await activate(isStored() ? 'update' : 'activate');
		},
		/** The process ends and starts anew; polls under way are lost. */
		restart: async (activation: 'init' | 'leadershipChange') => {
			note(`n8n restarts (${activation})`);
			process += 1;
			poller.kill();
			nodeType = makeNode();
			activating = false;
			const published = record.published !== undefined;
			rebase ||= losesBaseline();
			// The durable scheduler finds its job in the database and just goes on with its ticks.
			if (!durable) active = undefined;
			if (published && !durable) await activate(activation);
		},
		/** The workflow is published again, perhaps with other settings. */
		republish: async () => {
			if (!record.published || activating) return;
			note('the workflow is published again');
			if (!durable || dice.chance(0.5)) await activate('update');
		},
		manualFetch: async () => {
			const own = ground('manual', FIVE_MINUTES, 'manual');
			const before = JSON.stringify(own.state());
			const poll = await poller.run(own, { activating: false, activation: 'manual', manual: true });
			if (JSON.stringify(own.state()) !== before)
				record.seen.push({ kind: 'manual', text: 'a manual fetch changed the state' });
			if (poll.items.length > 1)
				record.seen.push({ kind: 'manual', text: `a manual fetch gave ${poll.items.length} items` });
		},
	};
	return engine;
}

function firstOf({ settings }: WorldPlan): Settings {
	const [first] = settings;
	if (!first) throw new Error('A world needs settings');
	return first.value;
}
